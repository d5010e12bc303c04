package io.visiona.agent.media;

import io.visiona.agent.driver.CameraFrame;
import io.visiona.agent.driver.CameraId;
import java.awt.image.BufferedImage;
import java.time.Instant;

/** A decoded picture as a frame. */
record PictureFrame(CameraId camera, long id, Instant capturedAt, BufferedImage picture)
    implements CameraFrame {
  @Override
  public int width() {
    return picture.getWidth();
  }

  @Override
  public int height() {
    return picture.getHeight();
  }
}
