package io.visiona.api.gateway.limit;

import io.github.bucket4j.TimeMeter;

final class LocalRateLimitsTest extends RateLimitsContract {
  private final RateLimits limits = new LocalRateLimits(TimeMeter.SYSTEM_NANOTIME);

  @Override
  RateLimits limits() {
    return limits;
  }
}
