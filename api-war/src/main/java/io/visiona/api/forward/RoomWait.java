package io.visiona.api.forward;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * How one request waits for room at an agent that its relay said has none. Whose stream ends next
 * may be another API server's to know, so it looks again: after 25 ms, then twice as long each
 * time, up to 200 ms, until the time is up that it has for a stream. One attempt at a time.
 */
final class RoomWait {
  private static final long FIRST_MILLIS = 25;
  private static final long LONGEST_MILLIS = 200;

  private final CountDownLatch never = new CountDownLatch(1);
  private final Duration most;
  private volatile long began;
  private volatile long pauseMillis;

  /**
   * Nothing was refused yet.
   *
   * @param most from the first refusal on
   */
  RoomWait(Duration most) {
    this.most = most;
  }

  /** There was no room; false when there is no time to look again. */
  boolean again() {
    if (!isWaiting()) {
      began = System.nanoTime();
    }
    pauseMillis = pauseMillis == 0 ? FIRST_MILLIS : Math.min(2 * pauseMillis, LONGEST_MILLIS);
    return left().toMillis() > pauseMillis;
  }

  /** Whether there was no room before. */
  boolean isWaiting() {
    return pauseMillis > 0;
  }

  /** Before another attempt. */
  void pause() throws InterruptedException {
    boolean _ = never.await(pauseMillis, TimeUnit.MILLISECONDS);
  }

  /** What is left of the time; all of it before anything was refused. */
  Duration left() {
    if (!isWaiting()) {
      return most;
    }
    Duration left = most.minusNanos(System.nanoTime() - began);
    return left.isNegative() ? Duration.ZERO : left;
  }
}
