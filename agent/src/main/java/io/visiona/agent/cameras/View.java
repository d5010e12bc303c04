package io.visiona.agent.cameras;

import io.visiona.agent.cameras.Encoder.Variant;
import io.visiona.agent.driver.CameraFrame;
import io.visiona.agent.events.Latest;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** One viewer's look at a camera: the newest frame, encoded for all with the same wishes. */
public final class View implements AutoCloseable {
  private final Camera camera;
  private final Latest<CameraFrame> frames;
  private final Encoder encoder;
  private final Variant variant;
  private boolean closed;

  View(Camera camera, Latest<CameraFrame> frames, Encoder encoder, Variant variant) {
    this.camera = camera;
    this.frames = frames;
    this.encoder = encoder;
    this.variant = variant;
  }

  public Camera camera() {
    return camera;
  }

  /** Where the newest frame waits; closed when the camera is stopped. */
  public Latest<CameraFrame> frames() {
    return frames;
  }

  Variant variant() {
    return variant;
  }

  /**
   * What a viewer who wants so many a second is sent of what is there; null for nothing now. All
   * viewers with the same wishes are sent the same frames.
   *
   * @param last what it was sent last
   */
  public @Nullable CameraFrame next(CameraFrame frame, CameraFrame last, int fps) {
    return encoder.next(frame, last, fps, System.nanoTime());
  }

  public byte[] encode(CameraFrame frame) throws IOException {
    return encoder.encode(frame);
  }

  @Override
  public void close() {
    if (!closed) {
      closed = true;
      camera.leave(this);
    }
  }
}
