package io.visiona.agent.media;

import io.visiona.agent.driver.CameraId;
import io.visiona.agent.driver.Frame;
import java.awt.image.BufferedImage;
import java.time.Instant;

/** A decoded picture as a frame. */
record PictureFrame(CameraId camera, long id, Instant capturedAt, BufferedImage picture)
    implements Frame {
  @Override
  public int width() {
    return picture.getWidth();
  }

  @Override
  public int height() {
    return picture.getHeight();
  }
}
