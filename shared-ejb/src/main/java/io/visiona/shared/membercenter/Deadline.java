package io.visiona.shared.membercenter;

import java.time.Duration;
import java.util.concurrent.TimeoutException;

/** Until when a caller waits, by {@link System#nanoTime}. Immutable. */
final class Deadline {
  /** For callers that wait as long as it takes; what they wait for is bounded anyway. */
  static final Deadline NEVER = new Deadline(0, false);

  private final long at;
  private final boolean set;

  private Deadline(long at, boolean set) {
    this.at = at;
    this.set = set;
  }

  static Deadline in(Duration patience) {
    return new Deadline(System.nanoTime() + patience.toNanos(), true);
  }

  /** The shorter of a duration and what is left; not below nought. */
  Duration atMost(Duration duration) {
    if (!set) {
      return duration;
    }
    Duration left = Duration.ofNanos(Math.max(0, at - System.nanoTime()));
    return left.compareTo(duration) < 0 ? left : duration;
  }

  /** Throws once the caller's time is over. */
  void check() throws TimeoutException {
    if (set && at - System.nanoTime() <= 0) {
      throw new TimeoutException("the caller's time is over");
    }
  }
}
