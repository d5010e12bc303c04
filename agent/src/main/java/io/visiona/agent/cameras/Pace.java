package io.visiona.agent.cameras;

import io.visiona.agent.driver.CameraFrame;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Which of a camera's frames are sent to those who want fewer than it gives. All viewers with the
 * same wish get the same ones, so that each is encoded for all of them. Whoever comes to a frame
 * first decides. Thread-safe.
 */
final class Pace {
  /** Frames whose fate is known; who comes to an older one decides anew. */
  private static final int KNOWN = 32;

  private final long spacing;
  private final Deque<Decided> decided = new ArrayDeque<>();
  private @Nullable CameraFrame newest;
  private long due;

  private record Decided(long id, Instant at, boolean sent) {}

  /**
   * From the first frame on.
   *
   * @param fps frames a second at most, on average; positive
   * @param now of {@link System#nanoTime}
   */
  Pace(int fps, long now) {
    this.spacing = TimeUnit.SECONDS.toNanos(1) / fps;
    this.due = now;
  }

  /**
   * What a viewer is sent now: the frame that is there, or the newest that others were sent and
   * this one has missed.
   *
   * @param last what it was sent last
   */
  synchronized @Nullable CameraFrame next(CameraFrame frame, CameraFrame last, long now) {
    if (takes(frame, now)) {
      return frame;
    }
    CameraFrame missed = newest;
    return missed != null && missed.capturedAt().isAfter(last.capturedAt()) ? missed : null;
  }

  private boolean takes(CameraFrame frame, long now) {
    for (Decided one : decided) {
      if (one.id() == frame.id() && one.at().equals(frame.capturedAt())) {
        return one.sent();
      }
    }
    // A camera's beat trembles: a quarter of a step early is on time.
    boolean sent = now - due >= -spacing / 4;
    if (sent) {
      due = Math.max(due + spacing, now);
      newest = frame;
    }
    decided.addFirst(new Decided(frame.id(), frame.capturedAt(), sent));
    if (decided.size() > KNOWN) {
      decided.removeLast();
    }
    return sent;
  }
}
