package io.visiona.api.gateway.limit;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.github.bucket4j.Bandwidth;
import io.github.bucket4j.Bucket;
import io.github.bucket4j.BucketConfiguration;
import io.github.bucket4j.ConsumptionProbe;
import io.github.bucket4j.TimeMeter;
import java.time.Duration;

/** Counts in the memory of this server. Bounded: the least recently seen are forgotten. */
public final class LocalRateLimits implements RateLimits {
  private static final int MOST = 200_000;
  private static final Duration LONGEST_PERIOD = Duration.ofHours(1);

  private record Key(String who, RequestQuota quota) {}

  private final Cache<Key, Bucket> buckets =
      Caffeine.newBuilder()
          .maximumSize(MOST)
          .expireAfterAccess(LONGEST_PERIOD)
          .executor(Runnable::run)
          .build();
  private final TimeMeter meter;

  /** The meter is the system's, except in tests. */
  public LocalRateLimits(TimeMeter meter) {
    this.meter = meter;
  }

  @Override
  public QuotaDecision take(String key, RequestQuota quota) {
    Bucket bucket = buckets.get(new Key(key, quota), missing -> bucket(missing.quota()));
    return decision(bucket.tryConsumeAndReturnRemaining(1));
  }

  static QuotaDecision decision(ConsumptionProbe probe) {
    return new QuotaDecision(
        probe.isConsumed(),
        probe.getRemainingTokens(),
        Duration.ofNanos(
            probe.isConsumed() ? probe.getNanosToWaitForReset() : probe.getNanosToWaitForRefill()));
  }

  private Bucket bucket(RequestQuota quota) {
    return Bucket.builder().addLimit(bandwidth(quota)).withCustomTimePrecision(meter).build();
  }

  /** All at once at the end of each period, so that no more than the quota fits into one. */
  private static Bandwidth bandwidth(RequestQuota quota) {
    return Bandwidth.builder()
        .capacity(quota.requests())
        .refillIntervally(quota.requests(), quota.period())
        .build();
  }

  static BucketConfiguration configuration(RequestQuota quota) {
    return BucketConfiguration.builder().addLimit(bandwidth(quota)).build();
  }
}
