package io.visiona.shared.identity;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Sees to it that a service JWT is worth one use within a minute of its making (RFC 8725 section
 * 3.10): who overhears one call cannot repeat it, and who had the secret for a moment has no token
 * of ten years. Only tokens with a good signature come here. Bounded: when more are used in a
 * minute than it can remember, none is accepted. Thread-safe.
 */
final class UsedServiceTokens {
  static final int MOST = 500_000;

  /** How far the clocks of two servers may be apart. */
  static final Duration SKEW = Duration.ofSeconds(30);

  private static final int LONGEST_ID = 100;
  private static final long SWEEP_SECONDS = 5;

  private final Clock clock;
  private final Map<String, Instant> used = new ConcurrentHashMap<>();
  private final AtomicLong sweptSecond;

  UsedServiceTokens(Clock clock) {
    this.clock = clock;
    this.sweptSecond = new AtomicLong(clock.instant().getEpochSecond());
  }

  /**
   * Whether a token is new, and of those that live for a minute.
   *
   * @param id {@code jti}
   * @param issued {@code iat} in seconds, 0 when there is none
   * @param expires {@code exp} in seconds
   */
  boolean isFirst(@Nullable String id, long issued, long expires) {
    Instant now = clock.instant();
    long second = now.getEpochSecond();
    boolean shortLived =
        issued > 0
            && expires > issued
            && expires - issued <= ServiceTokens.LIFETIME.toSeconds()
            && issued <= second + SKEW.toSeconds()
            && expires >= second - SKEW.toSeconds();
    if (!shortLived || id == null || id.isBlank() || id.length() > LONGEST_ID) {
      return false;
    }
    sweep(now);
    return used.size() < MOST
        && used.putIfAbsent(id, Instant.ofEpochSecond(expires).plus(SKEW)) == null;
  }

  private void sweep(Instant now) {
    long second = now.getEpochSecond();
    long before = sweptSecond.get();
    if (second > before + SWEEP_SECONDS && sweptSecond.compareAndSet(before, second)) {
      used.values().removeIf(until -> until.isBefore(now));
    }
  }

  int size() {
    return used.size();
  }
}
