package io.visiona.api.identity.sessions;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

class MemoryUsedTokensTest extends UsedTokensContract {
  private final AtomicLong nanos = new AtomicLong();
  private final UsedTokens used = new MemoryUsedTokens(nanos::get);

  @Override
  UsedTokens used() {
    return used;
  }

  @Override
  void pass(Duration time) {
    nanos.addAndGet(time.toNanos());
  }
}
