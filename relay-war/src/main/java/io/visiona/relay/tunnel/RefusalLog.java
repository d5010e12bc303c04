package io.visiona.relay.tunnel;

import io.visiona.shared.error.ErrorCode;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;

/**
 * Tells of connections that were not let in, in one line a second at most, and nothing of what they
 * sent: strangers decide how many there are and what they say. Thread-safe.
 */
final class RefusalLog {
  private static final Logger LOG = System.getLogger(RefusalLog.class.getName());
  private static final long PAUSE_NANOS = Duration.ofSeconds(1).toNanos();

  private final LongSupplier clock;
  private final LongAdder untold = new LongAdder();
  private final AtomicLong lastNanos;

  RefusalLog(LongSupplier clock) {
    this.clock = clock;
    this.lastNanos = new AtomicLong(clock.getAsLong() - PAUSE_NANOS);
  }

  /**
   * Notes a verdict that is not {@link AdmissionDecision.Admitted}; returns whether it wrote a
   * line.
   */
  boolean refused(AdmissionDecision decision) {
    untold.increment();
    long now = clock.getAsLong();
    long last = lastNanos.get();
    if (now - last < PAUSE_NANOS || !lastNanos.compareAndSet(last, now)) {
      return false;
    }
    LOG.log(
        Level.INFO,
        "Not let in since the last such line: {0,number,#} connections, the latest because of {1}",
        untold.sumThenReset(),
        codeOf(decision).code());
    return true;
  }

  private static ErrorCode codeOf(AdmissionDecision decision) {
    return switch (decision) {
      case AdmissionDecision.Refused refused -> refused.code();
      case AdmissionDecision.Later later -> later.code();
      case AdmissionDecision.Admitted _ -> throw new IllegalArgumentException("it was let in");
    };
  }
}
