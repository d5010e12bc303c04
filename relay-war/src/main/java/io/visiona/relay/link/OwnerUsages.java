package io.visiona.relay.link;

import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.LoadingCache;
import io.github.bucket4j.TimeMeter;
import io.visiona.relay.config.OwnerLimits;
import io.visiona.yamux.session.YamuxException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Supplier;

/**
 * What each owner's agents have of this relay, and the bounds of it. An owner without streams is
 * forgotten. Thread-safe.
 */
public final class OwnerUsages {
  private final Supplier<OwnerLimits> limits;
  private final TimeMeter clock;
  private final Delay delay;

  /** Kept alive by the streams that use them. */
  private final LoadingCache<String, OwnerUsage> usages;

  private final LongAdder refused = new LongAdder();
  private final LongAdder withheld = new LongAdder();

  /** Runs something later. */
  @FunctionalInterface
  public interface Delay {
    /** After that time, on any thread that may pass frames. */
    void run(Runnable then, long nanos);
  }

  /**
   * Nobody has anything yet.
   *
   * @param limits may change
   * @param executor passes on the windows that had to wait
   */
  public OwnerUsages(Supplier<OwnerLimits> limits, Executor executor) {
    this(
        limits,
        TimeMeter.SYSTEM_NANOTIME,
        (then, nanos) ->
            CompletableFuture.delayedExecutor(nanos, TimeUnit.NANOSECONDS, executor).execute(then));
  }

  /** By another clock. */
  public OwnerUsages(Supplier<OwnerLimits> limits, TimeMeter clock, Delay delay) {
    this.limits = limits;
    this.clock = clock;
    this.delay = delay;
    this.usages =
        Caffeine.newBuilder()
            .weakValues()
            .executor(Runnable::run)
            .build(_ -> new OwnerUsage(this.clock));
  }

  /** A new stream's share, to be ended with the stream. */
  OwnerShare begin(String owner) throws YamuxException {
    OwnerUsage usage = usages.get(owner);
    if (!usage.begin(limits.get())) {
      refused.increment();
      throw new YamuxException(
          YamuxException.Code.STREAM_LIMIT, "the owner has no more streams on this relay");
    }
    return new OwnerShare(usage, limits, delay, withheld);
  }

  /** Streams that were refused since the start. */
  public long refused() {
    return refused.sum();
  }

  /** How often a window had to wait since the start. */
  public long withheld() {
    return withheld.sum();
  }
}
