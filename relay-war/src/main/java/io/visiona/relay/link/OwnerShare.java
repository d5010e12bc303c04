package io.visiona.relay.link;

import io.visiona.relay.config.OwnerLimits;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.IntConsumer;
import java.util.function.Supplier;

/** One stream's part in what its owner uses. Thread-safe. */
final class OwnerShare {
  /** Not more often than a timer can. */
  private static final long SHORTEST_WAIT = 1_000_000;

  private final OwnerUsage usage;
  private final Supplier<OwnerLimits> limits;
  private final OwnerUsages.Delay delay;
  private final LongAdder waits;
  private final AtomicBoolean ended = new AtomicBoolean();

  OwnerShare(
      OwnerUsage usage, Supplier<OwnerLimits> limits, OwnerUsages.Delay delay, LongAdder waits) {
    this.usage = usage;
    this.limits = limits;
    this.delay = delay;
    this.waits = waits;
  }

  /** So many bytes pass. */
  void spend(int bytes) {
    usage.spend(limits.get(), bytes);
  }

  /** A way for the windows of one direction. */
  Window window(IntConsumer grant) {
    return new Window(grant);
  }

  /** Once; more calls do nothing. */
  void end() {
    if (ended.compareAndSet(false, true)) {
      usage.end();
    }
  }

  /** Credit on its way to who sends; it waits while the owner has overdrawn. */
  final class Window {
    private final IntConsumer grant;
    private final AtomicInteger waiting = new AtomicInteger();

    private Window(IntConsumer grant) {
      this.grant = grant;
    }

    void credited(int delta) {
      long wait = usage.overdrawn(limits.get());
      if (wait == 0 && waiting.get() == 0) {
        grant.accept(delta);
      } else if (delta != 0 && waiting.getAndAdd(delta) == 0) {
        waits.increment();
        later(wait);
      }
    }

    private void later(long wait) {
      delay.run(this::pass, Math.max(wait, SHORTEST_WAIT));
    }

    /** Also for a stream that has ended, where it does nothing. */
    private void pass() {
      long wait = usage.overdrawn(limits.get());
      if (wait > 0 && !ended.get()) {
        later(wait);
      } else {
        grant.accept(waiting.getAndSet(0));
      }
    }
  }
}
