package io.visiona.yamux.session;

/** Counts events per second. Not thread-safe. */
final class RateLimit {
  private static final long SECOND = 1_000_000_000L;

  private final int most;
  private long since;
  private int count;

  RateLimit(int most, long now) {
    this.most = most;
    this.since = now;
  }

  /** One more event; false when that is more than one second permits. */
  boolean permits(long now) {
    if (now - since >= SECOND) {
      since = now;
      count = 0;
    }
    count++;
    return count <= most;
  }
}
