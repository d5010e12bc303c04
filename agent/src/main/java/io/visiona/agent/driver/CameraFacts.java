package io.visiona.agent.driver;

import java.util.List;

/**
 * A camera.
 *
 * @param id who it is
 * @param name for people
 * @param kind {@code camera}, {@code test} or {@code media}
 * @param formats what it can give, the best first
 */
public record CameraFacts(CameraId id, String name, String kind, List<Format> formats) {
  /**
   * A size and its highest rate.
   *
   * @param width pixels
   * @param height pixels
   * @param fps pictures a second
   */
  public record Format(int width, int height, int fps) {}

  public CameraFacts {
    formats = List.copyOf(formats);
  }
}
