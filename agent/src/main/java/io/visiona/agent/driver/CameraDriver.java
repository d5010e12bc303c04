package io.visiona.agent.driver;

import java.util.List;

/** Access to cameras of one kind. Thread-safe. */
public interface CameraDriver extends AutoCloseable {
  List<CameraFacts> cameras();

  /** Starts a camera with one of its formats. */
  FrameSource start(CameraId id, CameraSettings settings) throws DriverException;

  @Override
  void close();
}
