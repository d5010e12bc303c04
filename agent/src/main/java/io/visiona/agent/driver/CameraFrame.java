package io.visiona.agent.driver;

import java.awt.image.BufferedImage;
import java.time.Instant;

/** One picture of a camera. Thread-safe; its picture is drawn or decoded when first asked for. */
public interface CameraFrame {
  CameraId camera();

  /** Grows by one for each picture the camera takes, per start of the camera. */
  long id();

  /** When it was taken; milliseconds. */
  Instant capturedAt();

  int width();

  int height();

  /** The pixels; not to be changed. */
  BufferedImage picture();
}
