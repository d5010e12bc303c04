package io.visiona.bench.chain;

import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;

/**
 * Begins work at a pace, a thousandth of a second's at a time, and takes how long each took from
 * when it was due: a stall cannot hide what it held up.
 */
final class Pace {
  private static final long TICK_NANOS = 1_000_000;
  private static final long PATIENCE_NANOS = Duration.ofSeconds(5).toNanos();

  private final long[] micros;
  private final AtomicInteger done = new AtomicInteger();
  private final AtomicInteger failed = new AtomicInteger();

  private Pace(int count) {
    this.micros = new long[count];
  }

  /**
   * Does so much work a second, without waiting for any of it, and waits for the last.
   *
   * @param work whose result tells whether it went well
   */
  static Pace of(int perSecond, Duration span, Supplier<CompletionStage<Boolean>> work) {
    int count = (int) (perSecond * span.toMillis() / 1000);
    Pace pace = new Pace(count);
    long began = System.nanoTime();
    int begun = 0;
    while (begun < count) {
      long elapsed = System.nanoTime() - began;
      int due = (int) Math.min(count, elapsed / TICK_NANOS * perSecond / 1000);
      while (begun < due) {
        pace.begin(began + begun * 1_000_000_000L / perSecond, work);
        begun++;
      }
      LockSupport.parkNanos(TICK_NANOS - (System.nanoTime() - began) % TICK_NANOS);
    }
    long deadline = System.nanoTime() + PATIENCE_NANOS;
    while (pace.done.get() + pace.failed.get() < count && System.nanoTime() < deadline) {
      LockSupport.parkNanos(TICK_NANOS);
    }
    return pace;
  }

  private void begin(long due, Supplier<CompletionStage<Boolean>> work) {
    CompletionStage<?> _ =
        work.get()
            .whenComplete((well, thrown) -> {
              if (thrown == null && well) {
                micros[done.getAndIncrement()] = (System.nanoTime() - due) / 1000;
              } else {
                failed.incrementAndGet();
              }
            });
  }

  /** How many went wrong or had no end. */
  int failed() {
    return micros.length - done.get();
  }

  double p50Millis() {
    return at(0.5);
  }

  double p99Millis() {
    return at(0.99);
  }

  private double at(double share) {
    int count = done.get();
    if (count == 0) {
      return Load.NONE;
    }
    long[] sorted = Arrays.copyOf(micros, count);
    Arrays.sort(sorted);
    return sorted[(int) Math.min(count - 1, share * count)] / 1e3;
  }
}
