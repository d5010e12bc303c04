package io.visiona.api.pairing;

import io.visiona.api.http.AddressRange;
import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.github.bucket4j.Bandwidth;
import io.github.bucket4j.Bucket;
import io.github.bucket4j.TimeMeter;
import java.time.Duration;
import java.util.Optional;

/**
 * Slows down whoever tries codes. Only refused exchanges count, so that many agents behind one address can be paired at once.
 * The address is the connection's own: a forwarding header could be made up by anybody. Thread-safe.
 */
public final class ExchangeLimit {
  private static final Duration PERIOD = Duration.ofMinutes(1);

  /** Bounds the memory that many addresses can take; the least recently seen are forgotten. */
  private static final int MOST_ADDRESSES = 100_000;

  private final Cache<String, Bucket> buckets =
      Caffeine.newBuilder().maximumSize(MOST_ADDRESSES).expireAfterAccess(PERIOD.multipliedBy(2)).build();
  private final int failuresPerMinute;
  private final TimeMeter meter;

  /** The meter is the system's, except in tests. */
  public ExchangeLimit(int failuresPerMinute, TimeMeter meter) {
    this.failuresPerMinute = failuresPerMinute;
    this.meter = meter;
  }

  /** How long the address has to wait, empty when it may try now. */
  public Optional<Duration> wait(String address) {
    long nanos = bucket(address).estimateAbilityToConsume(1).getNanosToWaitForRefill();
    return nanos == 0 ? Optional.empty() : Optional.of(Duration.ofNanos(nanos));
  }

  /** Counts a refused exchange. */
  public void refused(String address) {
    bucket(address).consumeIgnoringRateLimits(1);
  }

  private Bucket bucket(String address) {
    return buckets.get(AddressRange.of(address), any -> newBucket());
  }

  private Bucket newBucket() {
    Bandwidth limit =
        Bandwidth.builder().capacity(failuresPerMinute).refillGreedy(failuresPerMinute, PERIOD).build();
    return Bucket.builder().addLimit(limit).withCustomTimePrecision(meter).build();
  }
}
