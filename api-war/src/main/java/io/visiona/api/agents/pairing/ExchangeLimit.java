package io.visiona.api.agents.pairing;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.github.bucket4j.Bandwidth;
import io.github.bucket4j.Bucket;
import io.github.bucket4j.TimeMeter;
import io.visiona.shared.address.ClientAddress;
import java.time.Duration;
import java.util.Optional;
import java.util.function.IntSupplier;

/**
 * Slows down whoever tries codes. Only refused exchanges count, so that many agents behind one
 * address can be paired at once. The address is the connection's own: a forwarding header could be
 * made up by anybody. Thread-safe.
 */
public final class ExchangeLimit {
  private static final Duration PERIOD = Duration.ofMinutes(1);

  /** Bounds the memory that many addresses can take; the least recently seen are forgotten. */
  private static final int MOST_ADDRESSES = 100_000;

  /**
   * Characters that codes are counted together by. Who guesses near one code from many addresses is
   * held up for that code; who does not know how a code begins can hold up nobody.
   */
  private static final int PREFIX = 4;

  private final Cache<String, Bucket> buckets =
      Caffeine.newBuilder()
          .maximumSize(MOST_ADDRESSES)
          .expireAfterAccess(PERIOD.multipliedBy(2))
          .build();
  private final IntSupplier failuresPerMinute;
  private final TimeMeter meter;

  /**
   * The meter is the system's, except in tests.
   *
   * @param failuresPerMinute asked for each time: a changed one begins to count anew
   */
  public ExchangeLimit(IntSupplier failuresPerMinute, TimeMeter meter) {
    this.failuresPerMinute = failuresPerMinute;
    this.meter = meter;
  }

  /** How long the address has to wait, empty when it may try now. */
  public Optional<Duration> wait(ClientAddress address) {
    return wait(bucket(address));
  }

  /** How long nobody may try codes that begin as this one does, empty when anybody may now. */
  public Optional<Duration> wait(String code) {
    return wait(bucket(code));
  }

  private static Optional<Duration> wait(Bucket bucket) {
    long nanos = bucket.estimateAbilityToConsume(1).getNanosToWaitForRefill();
    return nanos == 0 ? Optional.empty() : Optional.of(Duration.ofNanos(nanos));
  }

  /** Counts a refused exchange. */
  public void refused(ClientAddress address, String code) {
    bucket(address).consumeIgnoringRateLimits(1);
    bucket(code).consumeIgnoringRateLimits(1);
  }

  private Bucket bucket(ClientAddress address) {
    return bucketOf(address.range());
  }

  private Bucket bucket(String code) {
    String prefix = "code " + code.substring(0, Math.min(code.length(), PREFIX));
    return bucketOf(prefix);
  }

  private Bucket bucketOf(String who) {
    int limit = failuresPerMinute.getAsInt();
    return buckets.get(limit + " " + who, any -> newBucket(limit));
  }

  private Bucket newBucket(int failures) {
    Bandwidth limit = Bandwidth.builder().capacity(failures).refillGreedy(failures, PERIOD).build();
    return Bucket.builder().addLimit(limit).withCustomTimePrecision(meter).build();
  }
}
