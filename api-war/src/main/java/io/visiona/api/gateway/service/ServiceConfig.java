package io.visiona.api.gateway.service;

import io.visiona.shared.config.Settings;
import java.time.Duration;

/**
 * Bounds of what goes to services.
 *
 * @param connections {@code visiona.gateway.connections}: to all services together
 * @param connectionsPerHost {@code visiona.gateway.connections-per-service}: to one host and port
 * @param webSockets {@code visiona.gateway.web-sockets}: connections that were handed over, which are not counted above
 * @param connectTimeout {@code visiona.gateway.connect-timeout}: of a connection, and again of the wait for a free one
 * @param dnsTtl {@code visiona.gateway.dns-ttl}: how long addresses are remembered
 * @param circuitOpen {@code visiona.gateway.circuit-open}: how long a service that failed is left alone
 */
public record ServiceConfig(
    int connections, int connectionsPerHost, int webSockets, Duration connectTimeout, Duration dnsTtl, Duration circuitOpen) {

  /** Reads, leaving problems in {@code settings}. */
  public static ServiceConfig from(Settings settings) {
    int connections = settings.integer("visiona.gateway.connections", 100, 1, 10_000);
    int perHost = settings.integer("visiona.gateway.connections-per-service", 30, 1, 10_000);
    if (perHost > connections) {
      settings.problem("visiona.gateway.connections-per-service", "must not be above visiona.gateway.connections");
    }
    return new ServiceConfig(
        connections,
        perHost,
        settings.integer("visiona.gateway.web-sockets", 1000, 1, 100_000),
        settings.duration("visiona.gateway.connect-timeout", Duration.ofSeconds(2), Duration.ofMillis(50), Duration.ofSeconds(30)),
        settings.duration("visiona.gateway.dns-ttl", Duration.ofSeconds(300), Duration.ofSeconds(1), Duration.ofHours(1)),
        settings.duration("visiona.gateway.circuit-open", Duration.ofSeconds(10), Duration.ofMillis(100), Duration.ofMinutes(5)));
  }
}
