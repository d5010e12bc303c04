package io.visiona.agent.driver;

/** A camera that runs. One thread reads it; closing is for anyone. */
public interface FrameSource extends AutoCloseable {
  /**
   * Waits for the next picture.
   *
   * @throws DriverException when no more will come
   */
  CameraFrame next() throws DriverException, InterruptedException;

  @Override
  void close();
}
