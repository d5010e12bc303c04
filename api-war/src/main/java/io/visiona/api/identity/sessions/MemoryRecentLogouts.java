package io.visiona.api.identity.sessions;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Instant;
import java.util.function.LongSupplier;

/** Logouts at one server, at most {@value #MOST}; beyond, old ones are forgotten early. */
public final class MemoryRecentLogouts implements RecentLogouts {
  static final int MOST = 100_000;

  private final Cache<String, Instant> noted;

  /**
   * None yet.
   *
   * @param nanoTime a monotonic clock
   */
  public MemoryRecentLogouts(LongSupplier nanoTime) {
    this.noted =
        Caffeine.newBuilder()
            .maximumSize(MOST)
            .expireAfterWrite(MEMORY)
            .ticker(nanoTime::getAsLong)
            .build();
  }

  @Override
  public void note(String name, Instant at) {
    noted.put(name, at);
  }

  @Override
  public boolean isSince(String name, Instant since) {
    Instant at = noted.getIfPresent(name);
    return at != null && !at.isBefore(since);
  }
}
