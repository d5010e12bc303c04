package io.visiona.agent.simulator;

import io.visiona.agent.driver.CameraFrame;
import io.visiona.agent.driver.CameraId;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** A moment of the street; drawn when somebody looks. */
final class SimulatedFrame implements CameraFrame {
  private final CameraId camera;
  private final long id;
  private final Instant capturedAt;
  private final int width;
  private final int height;
  private final boolean black;
  private final StreetPainter painter;
  private @Nullable BufferedImage picture;

  SimulatedFrame(
      CameraId camera,
      long id,
      Instant capturedAt,
      int width,
      int height,
      boolean black,
      StreetPainter painter) {
    this.camera = camera;
    this.id = id;
    this.capturedAt = capturedAt;
    this.width = width;
    this.height = height;
    this.black = black;
    this.painter = painter;
  }

  @Override
  public CameraId camera() {
    return camera;
  }

  @Override
  public long id() {
    return id;
  }

  @Override
  public Instant capturedAt() {
    return capturedAt;
  }

  @Override
  public int width() {
    return width;
  }

  @Override
  public int height() {
    return height;
  }

  /** Whether the lens is covered: there is nothing to see in it. */
  boolean isBlack() {
    return black;
  }

  @Override
  public synchronized BufferedImage picture() {
    BufferedImage drawn = picture;
    if (drawn == null) {
      drawn = draw();
      picture = drawn;
    }
    return drawn;
  }

  private BufferedImage draw() {
    if (black) {
      return new BufferedImage(width, height, BufferedImage.TYPE_3BYTE_BGR);
    }
    BufferedImage full = painter.paint(capturedAt.toEpochMilli(), id);
    if (width == Scene.WIDTH) {
      return full;
    }
    BufferedImage small = new BufferedImage(width, height, BufferedImage.TYPE_3BYTE_BGR);
    Graphics2D graphics = small.createGraphics();
    graphics.setRenderingHint(
        RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_BILINEAR);
    graphics.drawImage(full, 0, 0, width, height, null);
    graphics.dispose();
    return small;
  }
}
