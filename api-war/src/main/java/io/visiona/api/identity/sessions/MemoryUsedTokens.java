package io.visiona.api.identity.sessions;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.util.function.LongSupplier;

/** Used ids of one server, at most {@value #MOST}; beyond, old ones are forgotten early. */
public final class MemoryUsedTokens implements UsedTokens {
  static final int MOST = 100_000;

  private final Cache<String, Boolean> used;

  /**
   * None yet.
   *
   * @param nanoTime a monotonic clock
   */
  public MemoryUsedTokens(LongSupplier nanoTime) {
    this.used =
        Caffeine.newBuilder()
            .maximumSize(MOST)
            .expireAfterWrite(MEMORY)
            .ticker(nanoTime::getAsLong)
            .build();
  }

  @Override
  public boolean firstUse(String id) {
    return used.asMap().putIfAbsent(id, Boolean.TRUE) == null;
  }

  @Override
  public void forget(String id) {
    used.invalidate(id);
  }
}
