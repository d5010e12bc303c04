package io.visiona.agent.inference;

import java.util.concurrent.atomic.AtomicLong;

/** What a device has done since the agent started. Thread-safe. */
public final class DeviceStats {
  private final AtomicLong done = new AtomicLong();
  private final AtomicLong dropped = new AtomicLong();
  private final AtomicLong errors = new AtomicLong();
  private final Latencies latencies = new Latencies();

  void finished(double ms, long nanos) {
    done.incrementAndGet();
    latencies.add(ms, nanos);
  }

  void dropped() {
    dropped.incrementAndGet();
  }

  void failed() {
    errors.incrementAndGet();
  }

  public long framesDone() {
    return done.get();
  }

  public long framesDropped() {
    return dropped.get();
  }

  public long errors() {
    return errors.get();
  }

  public Latencies latencies() {
    return latencies;
  }
}
