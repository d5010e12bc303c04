package io.visiona.relay.log;

import java.time.Duration;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;

/**
 * Lets one line a second into the log, which tells how much happened: strangers decide how much
 * that is. Thread-safe.
 */
public final class LogPause {
  private static final long PAUSE_NANOS = Duration.ofSeconds(1).toNanos();

  private final LongSupplier clock;
  private final LongAdder untold = new LongAdder();
  private final AtomicLong lastNanos;

  /** Nothing was told yet. */
  public LogPause(LongSupplier clock) {
    this.clock = clock;
    this.lastNanos = new AtomicLong(clock.getAsLong() - PAUSE_NANOS);
  }

  /** So much happened; how much since the last line, if there is to be one now. */
  public OptionalLong note(long count) {
    untold.add(count);
    long now = clock.getAsLong();
    long last = lastNanos.get();
    return now - last >= PAUSE_NANOS && lastNanos.compareAndSet(last, now)
        ? OptionalLong.of(untold.sumThenReset())
        : OptionalLong.empty();
  }
}
