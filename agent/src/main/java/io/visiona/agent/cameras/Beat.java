package io.visiona.agent.cameras;

/** How often something happens, over the last two seconds. Not thread-safe. */
public final class Beat {
  private static final long WINDOW = 2_000_000_000L;
  private static final int MOST = 256;

  private final long[] times = new long[MOST];
  private int count;

  public void reset() {
    count = 0;
  }

  public void tick(long nanos) {
    times[count % MOST] = nanos;
    count++;
  }

  /** Times a second; as many as fell into the window. */
  public double perSecond(long now) {
    int within = 0;
    long oldest = now;
    for (int i = Math.max(0, count - MOST); i < count; i++) {
      long time = times[i % MOST];
      if (now - time <= WINDOW) {
        within++;
        oldest = Math.min(oldest, time);
      }
    }
    if (within < 2) {
      return within == 0 ? 0 : 0.5;
    }
    long newest = times[(count - 1) % MOST];
    double spacing = (double) (newest - oldest) / (within - 1);
    return spacing <= 0 ? 0 : Math.round(1e10 / spacing) / 10.0;
  }
}
