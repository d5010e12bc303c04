package io.visiona.relay.link;

import io.github.bucket4j.Bandwidth;
import io.github.bucket4j.Bucket;
import io.github.bucket4j.BucketConfiguration;
import io.github.bucket4j.TimeMeter;
import io.github.bucket4j.TokensInheritanceStrategy;
import io.visiona.relay.config.OwnerLimits;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * What one owner's agents have of this relay now. Bytes are taken out of a bucket when they pass,
 * and nothing is held up for it: what an owner overdraws, the windows of their streams wait for.
 * Thread-safe.
 */
final class OwnerUsage {
  /**
   * Streams may begin while less than this is overdrawn. Each begins with a window that needs no
   * credit, so without it many short ones would pass by the bucket.
   */
  private static final Duration MOST_OVERDRAWN = Duration.ofSeconds(5);

  private final TimeMeter clock;
  private final AtomicInteger streams = new AtomicInteger();
  private volatile @Nullable Bucket bucket;
  private long rate;

  OwnerUsage(TimeMeter clock) {
    this.clock = clock;
  }

  /** Takes a place for a stream; false when there is none, or too much is overdrawn. */
  boolean begin(OwnerLimits limits) {
    if (overdrawn(limits) > MOST_OVERDRAWN.toNanos()) {
      return false;
    }
    int most = limits.streams() == 0 ? Integer.MAX_VALUE : limits.streams();
    return streams.getAndUpdate(now -> now < most ? now + 1 : now) < most;
  }

  /** Gives a stream's place back. */
  void end() {
    streams.decrementAndGet();
  }

  /** So many bytes pass. */
  void spend(OwnerLimits limits, int bytes) {
    Bucket of = bucket(limits);
    if (of != null && bytes > 0) {
      of.consumeIgnoringRateLimits(bytes);
    }
  }

  /** How long until nothing is overdrawn, in nanoseconds; 0 when nothing is. */
  long overdrawn(OwnerLimits limits) {
    Bucket of = bucket(limits);
    return of == null ? 0 : of.estimateAbilityToConsume(1).getNanosToWaitForRefill();
  }

  /** Null while bytes are not bounded. */
  private @Nullable Bucket bucket(OwnerLimits limits) {
    if (limits.bytesPerSecond() == 0) {
      return null;
    }
    synchronized (streams) {
      Bucket present = bucket;
      if (present == null) {
        present =
            Bucket.builder()
                .addLimit(bandwidth(limits.bytesPerSecond()))
                .withCustomTimePrecision(clock)
                .build();
        bucket = present;
      } else if (rate != limits.bytesPerSecond()) {
        present.replaceConfiguration(
            BucketConfiguration.builder().addLimit(bandwidth(limits.bytesPerSecond())).build(),
            TokensInheritanceStrategy.ADDITIVE);
      }
      rate = limits.bytesPerSecond();
      return present;
    }
  }

  private static Bandwidth bandwidth(long rate) {
    return Bandwidth.builder().capacity(rate).refillGreedy(rate, Duration.ofSeconds(1)).build();
  }
}
