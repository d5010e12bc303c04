package io.visiona.agent.driver;

/**
 * How a camera runs.
 *
 * @param width pixels, of one of its formats
 * @param height pixels, of one of its formats
 * @param fps pictures a second, 1 to 60
 * @param quality of the JPEG pictures, 30 to 95
 */
public record CameraSettings(int width, int height, int fps, int quality) {}
