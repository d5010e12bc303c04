package io.visiona.api.identity.users;

import io.visiona.shared.config.Settings;
import java.time.Duration;

/**
 * How long people are remembered.
 *
 * @param ttl {@code visiona.gateway.user-cache-ttl}: 1 s to 1 h, default 300 s; those not found at
 *     most 30 s
 */
public record UserCacheConfig(Duration ttl) {

  /** Reads, leaving problems in {@code settings}. */
  public static UserCacheConfig from(Settings settings) {
    return new UserCacheConfig(
        settings.duration(
            "visiona.gateway.user-cache-ttl",
            Duration.ofSeconds(300),
            Duration.ofSeconds(1),
            Duration.ofHours(1)));
  }
}
