package io.visiona.api.gateway;

import io.visiona.api.gateway.limit.RequestQuota;
import io.visiona.api.gateway.service.ServiceConfig;
import io.visiona.api.gateway.token.TokenConfig;
import io.visiona.shared.config.Settings;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * The gateway.
 *
 * @param port {@code visiona.gateway.port}: the one that has nothing else
 * @param routes {@code visiona.gateway.routes}: the file; empty switches the gateway off
 * @param tokens which bearer tokens count
 * @param rateLimit {@code visiona.gateway.rate-limit}: what a route without its own allows
 * @param limitStore {@code visiona.gateway.rate-limit-store}
 * @param services connections to services
 * @param accessLog {@code visiona.gateway.access-log}: the file; empty for none
 * @param maxSlackBody {@code visiona.gateway.max-slack-body}: the largest body that is kept to
 *     check a signature, in bytes
 */
public record GatewayConfig(
    int port,
    Optional<Path> routes,
    TokenConfig tokens,
    RequestQuota rateLimit,
    LimitStore limitStore,
    ServiceConfig services,
    Optional<Path> accessLog,
    int maxSlackBody) {
  private static final String ROUTES = "visiona.gateway.routes";
  private static final String RATE_LIMIT = "visiona.gateway.rate-limit";
  private static final String ACCESS_LOG = "visiona.gateway.access-log";

  /** Where requests are counted. */
  public enum LimitStore {
    MEMORY,
    REDIS
  }

  /** Reads, leaving problems in {@code settings}. */
  public static GatewayConfig from(Settings settings) {
    Optional<RequestQuota> limit = RequestQuota.parse(settings.text(RATE_LIMIT, "60/min"));
    if (limit.isEmpty()) {
      settings.problem(RATE_LIMIT, "must be such as 60/min, 10/s or 1000/h");
    }
    return new GatewayConfig(
        settings.integer("visiona.gateway.port", 8100, 1, 65_535),
        path(settings, ROUTES),
        TokenConfig.from(settings),
        limit.orElse(new RequestQuota(60, Duration.ofMinutes(1))),
        settings.choice("visiona.gateway.rate-limit-store", LimitStore.MEMORY, LimitStore.class),
        ServiceConfig.from(settings),
        path(settings, ACCESS_LOG),
        settings.integer(
            "visiona.gateway.max-slack-body", 4 * 1024 * 1024, 1024, 64 * 1024 * 1024));
  }

  private static Optional<Path> path(Settings settings, String key) {
    try {
      return settings.text(key).map(Path::of);
    } catch (InvalidPathException malformed) {
      settings.problem(key, "is not a path");
      return Optional.empty();
    }
  }

  /** Whether requests are counted in Redis. */
  public boolean countsInRedis() {
    return limitStore == LimitStore.REDIS;
  }
}
