package io.visiona.yamux.blocking;

/**
 * Decides when consumed bytes are given back to the peer, and how wide a stream's receive window
 * grows. Not thread-safe.
 *
 * <p>Bytes are given back when they add up to half a window, which keeps window updates rare. If
 * that half was consumed within two round trips, then the window, not the application, holds the
 * peer back (what is granted now cannot be consumed before one round trip has passed): it doubles,
 * as long as the stream's limit and the budget permit. Worked example: at a round trip of 60 ms the
 * initial 256 KiB carries at most 4.3 MB/s; an application that reads faster consumes 128 KiB
 * within 120 ms, gets 512 KiB, and so on until it is the slower one. Without a measured round trip
 * nothing grows; nothing needs growth to make progress.
 */
final class WindowTuner {
  /** Longer round trips are an acknowledgement that came late rather than a long way. */
  private static final long LONGEST_ROUND_TRIP_NANOS = 1_000_000_000L;

  private final int initial;
  private final int most;
  private final WindowBudget budget;
  private int window;
  private int owed;
  private long since;
  private boolean released;

  /**
   * Makes the tuner of a new stream.
   *
   * @param initial bytes of the window to begin with
   * @param most bytes it may grow to
   * @param budget what growth is reserved from
   * @param now nanoseconds, as everywhere here
   */
  WindowTuner(int initial, int most, WindowBudget budget, long now) {
    this.initial = initial;
    this.most = most;
    this.budget = budget;
    this.window = initial;
    this.since = now;
  }

  /** The application consumed {@code count} bytes; returns whether it is time to grant. */
  boolean consumed(int count) {
    owed += count;
    return !released && owed >= window / 2;
  }

  /** The delta to grant when it is time: what was consumed, and what the window grows by. */
  int grant(long now, long roundTripNanos) {
    long roundTrip = Math.min(roundTripNanos, LONGEST_ROUND_TRIP_NANOS);
    int delta = owed + (now - since <= 2 * roundTrip ? grow() : 0);
    owed = 0;
    since = now;
    return delta;
  }

  private int grow() {
    int growth = Math.min(window, most - window);
    if (growth <= 0 || !budget.tryReserve(growth)) {
      return 0;
    }
    window += growth;
    return growth;
  }

  /** Bytes the peer may have under way at most. */
  int window() {
    return window;
  }

  /** The stream is over: what its growth took goes back to the budget. Idempotent. */
  void release() {
    if (!released) {
      released = true;
      budget.release(window - initial);
    }
  }
}
