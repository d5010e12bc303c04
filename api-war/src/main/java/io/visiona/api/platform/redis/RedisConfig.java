package io.visiona.api.platform.redis;

import io.visiona.shared.config.Secret;
import io.visiona.shared.config.Settings;
import io.visiona.shared.redis.RedisAddress;
import java.time.Duration;

/**
 * Where Redis is.
 *
 * @param url {@code visiona.redis.url}: a {@link RedisAddress} that is no cluster's; empty when
 *     nothing uses it
 * @param timeout {@code visiona.redis.timeout}: the longest a connection attempt and a command may
 *     take, 50 ms to 10 s, default 1 s
 */
public record RedisConfig(Secret url, Duration timeout) {
  private static final String URL = "visiona.redis.url";

  /** Reads, leaving problems in {@code settings}. */
  public static RedisConfig from(Settings settings, boolean sessions, boolean limits) {
    Secret url = settings.secret(URL);
    if (sessions && url.isEmpty()) {
      settings.problem(URL, "is required by visiona.session.store=redis");
    } else if (limits && url.isEmpty()) {
      settings.problem(URL, "is required by visiona.gateway.rate-limit-store=redis");
    }
    if (!url.isEmpty() && !usable(url)) {
      settings.problem(URL, RedisAddress.SYNTAX);
    }
    return new RedisConfig(
        url,
        settings.duration(
            "visiona.redis.timeout",
            Duration.ofSeconds(1),
            Duration.ofMillis(50),
            Duration.ofSeconds(10)));
  }

  private static boolean usable(Secret url) {
    return RedisAddress.parse(url)
        .filter(address -> address.kind() != RedisAddress.Kind.CLUSTER)
        .isPresent();
  }
}
