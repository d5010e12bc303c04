package io.visiona.agent.cameras;

import io.visiona.agent.driver.CameraFrame;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Encodes a camera's pictures in one size and quality, each one once however many look: whoever
 * comes first encodes, the others wait for that. The latest few are kept, because viewers are not
 * all at the same one. Thread-safe.
 */
public final class Encoder {
  /**
   * What tells encoders apart.
   *
   * @param width pixels
   * @param quality 30 to 95
   * @param overlay whose boxes are drawn; null for none
   */
  public record Variant(int width, int quality, @Nullable String overlay) {}

  private static final int KEPT = 4;

  private final JpegWriter writer;
  private final int width;
  private final @Nullable Overlay overlay;
  private final AtomicLong encodings;
  private final IdentityHashMap<CameraFrame, byte[]> latest = new IdentityHashMap<>();
  private final Deque<CameraFrame> order = new ArrayDeque<>();
  private final Map<Integer, Pace> paces = new ConcurrentHashMap<>();

  Encoder(Variant variant, @Nullable Overlay overlay, AtomicLong encodings) {
    this.writer = new JpegWriter(variant.quality());
    this.width = variant.width();
    this.overlay = overlay;
    this.encodings = encodings;
  }

  /** What a viewer who wants so many a second is sent of what is there; null for nothing now. */
  @Nullable CameraFrame next(CameraFrame frame, CameraFrame last, int fps, long now) {
    return paces.computeIfAbsent(fps, wanted -> new Pace(wanted, now)).next(frame, last, now);
  }

  /** The JPEG of a frame. */
  public synchronized byte[] encode(CameraFrame frame) throws IOException {
    byte[] known = latest.get(frame);
    if (known != null) {
      return known;
    }
    byte[] bytes = writer.write(drawn(frame));
    encodings.incrementAndGet();
    latest.put(frame, bytes);
    order.addLast(frame);
    if (order.size() > KEPT) {
      latest.remove(order.removeFirst());
    }
    return bytes;
  }

  private BufferedImage drawn(CameraFrame frame) {
    int height = Math.max(1, Math.round((float) frame.height() * width / frame.width()));
    BufferedImage picture = JpegWriter.scaled(frame.picture(), width, height);
    Overlay over = overlay;
    if (over == null) {
      return picture;
    }
    BufferedImage copy = new BufferedImage(width, height, BufferedImage.TYPE_3BYTE_BGR);
    Graphics2D graphics = copy.createGraphics();
    graphics.drawImage(picture, 0, 0, null);
    over.draw(graphics, width, height);
    graphics.dispose();
    return copy;
  }

  synchronized void close() {
    writer.close();
  }
}
