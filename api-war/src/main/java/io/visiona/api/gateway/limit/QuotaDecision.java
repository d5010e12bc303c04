package io.visiona.api.gateway.limit;

import java.time.Duration;

/**
 * Whether somebody may ask now.
 *
 * @param allowed whether the request counts and may go on
 * @param remaining requests left in this period
 * @param reset until the period ends
 */
public record QuotaDecision(boolean allowed, long remaining, Duration reset) {

  /** Whole seconds, rounded up: whoever comes back then finds room. */
  public long resetSeconds() {
    return Math.max(1, reset.plusNanos(999_999_999).toSeconds());
  }
}
