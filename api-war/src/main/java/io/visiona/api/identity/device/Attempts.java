package io.visiona.api.identity.device;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.github.bucket4j.Bandwidth;
import io.github.bucket4j.Bucket;
import io.github.bucket4j.TimeMeter;
import io.visiona.shared.error.ApiException;
import io.visiona.shared.error.ErrorCode;
import java.time.Duration;
import java.util.Map;

/**
 * How often in a minute each of many may do something, at one server. The memory is bounded; who
 * was seen least recently is forgotten first. Thread-safe.
 */
final class Attempts {
  private static final Duration PERIOD = Duration.ofMinutes(1);
  private static final int MOST = 100_000;

  private final Cache<String, Bucket> buckets =
      Caffeine.newBuilder().maximumSize(MOST).expireAfterAccess(PERIOD.multipliedBy(2)).build();
  private final int perMinute;
  private final TimeMeter meter;

  Attempts(int perMinute, TimeMeter meter) {
    this.perMinute = perMinute;
    this.meter = meter;
  }

  /** Counts one; throws {@code RATE_LIMITED} when there were too many. */
  void count(String who) {
    if (!bucket(who).tryConsume(1)) {
      throw tooMany();
    }
  }

  /** Throws {@code RATE_LIMITED} when there were too many; counts nothing. */
  void check(String who) {
    if (bucket(who).getAvailableTokens() < 1) {
      throw tooMany();
    }
  }

  /** Counts one that has happened. */
  void happened(String who) {
    bucket(who).consumeIgnoringRateLimits(1);
  }

  private static ApiException tooMany() {
    return new ApiException(ErrorCode.RATE_LIMITED, ErrorCode.RATE_LIMITED.message(), Map.of());
  }

  private Bucket bucket(String who) {
    return buckets.get(
        who,
        any ->
            Bucket.builder()
                .addLimit(
                    Bandwidth.builder().capacity(perMinute).refillGreedy(perMinute, PERIOD).build())
                .withCustomTimePrecision(meter)
                .build());
  }
}
