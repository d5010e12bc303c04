package io.visiona.api.gateway;

import io.visiona.api.gateway.limit.RequestQuota;
import io.visiona.shared.config.Settings;
import java.nio.file.Path;
import java.util.Optional;

/**
 * What may change of the gateway while it runs.
 *
 * @param rateLimit what a route without its own allows
 * @param routes the file; when it becomes empty, the one that was there at start stays in force
 */
public record LiveGateway(RequestQuota rateLimit, Optional<Path> routes) {

  static LiveGateway of(GatewayConfig config) {
    return new LiveGateway(config.rateLimit(), config.routes());
  }

  /** Reads, leaving problems in {@code settings}. */
  static LiveGateway from(Settings settings) {
    return of(GatewayConfig.from(settings));
  }
}
