package io.visiona.agent.api;

import io.visiona.agent.cameras.Camera;
import io.visiona.agent.cameras.JpegWriter;
import io.visiona.agent.cameras.View;
import io.visiona.agent.driver.CameraFrame;
import io.visiona.agent.error.AgentException;
import io.visiona.agent.json.Times;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import org.apache.hc.core5.http.HttpException;
import org.jspecify.annotations.Nullable;

/**
 * A camera's pictures as one endless multipart answer. The delimiter follows its picture at once: a
 * browser shows a picture when it sees where it ends.
 */
final class PictureStream {
  private static final Duration STALE_AFTER = Duration.ofSeconds(2);
  private static final Duration REPEAT = Duration.ofSeconds(1);
  private static final Duration FIRST_WAIT = Duration.ofSeconds(10);
  private static final Duration NO_SIGNAL_FOR = Duration.ofSeconds(30);
  private static final String DELIMITER = "--frame\r\n";

  private final View view;
  private final int fps;

  PictureStream(View view, int fps) {
    this.view = view;
    this.fps = fps;
  }

  void send(Call call) throws AgentException, IOException, HttpException, InterruptedException {
    CameraFrame first = view.camera().fresh(STALE_AFTER, FIRST_WAIT);
    byte[] picture = view.encode(first);
    call.exchange().add("Cache-Control", "no-store");
    call.exchange().last();
    OutputStream out =
        call.exchange().beginChunked(200, "multipart/x-mixed-replace; boundary=frame");
    try (CallerWatch _ = CallerWatch.of(call.exchange())) {
      out.write(DELIMITER.getBytes(StandardCharsets.US_ASCII));
      part(call, out, picture, first, "live");
      follow(call, out, first);
    }
  }

  private void follow(Call call, OutputStream out, CameraFrame first)
      throws IOException, InterruptedException {
    CameraFrame last = first;
    long noSignalSince = 0;
    Duration wait = STALE_AFTER;
    while (!view.frames().isClosed()) {
      CameraFrame frame = view.frames().take(wait);
      if (frame != null) {
        wait = STALE_AFTER;
        noSignalSince = 0;
        CameraFrame next = frame == last ? null : view.next(frame, last, fps);
        if (next != null) {
          part(call, out, view.encode(next), next, "live");
          last = next;
        }
      } else if (!view.frames().isClosed()) {
        wait = REPEAT;
        if (view.camera().state() != Camera.State.FAULTED) {
          part(call, out, view.encode(last), last, "stale");
        } else {
          long now = System.nanoTime();
          noSignalSince = noSignalSince == 0 ? now : noSignalSince;
          if (now - noSignalSince > NO_SIGNAL_FOR.toNanos()) {
            return;
          }
          part(call, out, grey(last), null, "no_signal");
        }
      }
    }
  }

  private static byte[] grey(CameraFrame like) throws IOException {
    BufferedImage picture =
        new BufferedImage(like.width(), like.height(), BufferedImage.TYPE_3BYTE_BGR);
    Graphics2D graphics = picture.createGraphics();
    graphics.setColor(Color.GRAY);
    graphics.fillRect(0, 0, like.width(), like.height());
    graphics.dispose();
    try (JpegWriter writer = new JpegWriter(60)) {
      return writer.write(picture);
    }
  }

  private static void part(
      Call call, OutputStream out, byte[] picture, @Nullable CameraFrame frame, String state)
      throws IOException {
    StringBuilder head = new StringBuilder(160);
    head.append("Content-Type: image/jpeg\r\nContent-Length: ").append(picture.length);
    if (frame != null) {
      head.append("\r\nX-Frame-Id: ").append(frame.id());
    }
    Instant time = frame == null ? Instant.now() : frame.capturedAt();
    head.append("\r\nX-Frame-Time: ").append(Times.text(time));
    head.append("\r\nX-Frame-State: ").append(state).append("\r\n\r\n");
    out.write(head.toString().getBytes(StandardCharsets.US_ASCII));
    out.write(picture);
    out.write(("\r\n" + DELIMITER).getBytes(StandardCharsets.US_ASCII));
    out.flush();
    call.exchange().flush();
  }
}
