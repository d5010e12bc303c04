package io.visiona.api.gateway.service;

import io.visiona.shared.config.Settings;
import io.visiona.shared.limit.LimitConfig;
import io.visiona.shared.limit.LimitConfig.Share;
import java.time.Duration;
import java.util.List;

/**
 * Bounds of what goes to services.
 *
 * @param connections {@code visiona.gateway.connections}: to all services together
 * @param connectionsPerHost {@code visiona.gateway.connections-per-service}: to one host and port
 * @param webSockets {@code visiona.gateway.web-sockets}: connections that were handed over, which
 *     are not counted above
 * @param requestsPerCaller {@code visiona.gateway.requests-per-caller}: requests in progress of one
 *     user, on public routes of one address; more of them wait in turn
 * @param requestsPerRoute {@code visiona.gateway.requests-per-route}: requests in progress of one
 *     route, whoever's they are; more of them wait in turn
 * @param webSocketsPerCaller {@code visiona.gateway.web-sockets-per-caller}: of one caller
 * @param webSocketsPerRoute {@code visiona.gateway.web-sockets-per-route}: of one route
 * @param connectTimeout {@code visiona.gateway.connect-timeout}: of a connection, and again of the
 *     wait for a free one
 * @param dnsTtl {@code visiona.gateway.dns-ttl}: how long addresses are remembered
 * @param circuitOpen {@code visiona.gateway.circuit-open}: how long a service that failed is left
 *     alone
 */
public record ServiceConfig(
    int connections,
    int connectionsPerHost,
    int webSockets,
    int requestsPerCaller,
    int requestsPerRoute,
    int webSocketsPerCaller,
    int webSocketsPerRoute,
    Duration connectTimeout,
    Duration dnsTtl,
    Duration circuitOpen) {

  private static final int MOST_WAITING = 4096;

  /**
   * How requests in progress are shared, each of which has a connection: by caller, by route and by
   * service.
   */
  public LimitConfig requests() {
    return new LimitConfig(
        "gateway_requests",
        connections,
        List.of(
            new Share("caller", requestsPerCaller),
            Share.ofMany("route", requestsPerRoute),
            Share.ofMany("service", connectionsPerHost)),
        connectTimeout,
        MOST_WAITING);
  }

  /** How WebSockets are shared. */
  public LimitConfig sockets() {
    return new LimitConfig(
        "gateway_web_sockets",
        webSockets,
        List.of(
            new Share("caller", webSocketsPerCaller),
            Share.ofMany("route", webSocketsPerRoute),
            Share.ofMany("service", webSockets)),
        Duration.ZERO,
        0);
  }

  /** Reads, leaving problems in {@code settings}. */
  public static ServiceConfig from(Settings settings) {
    int connections = settings.integer("visiona.gateway.connections", 100, 1, 10_000);
    int perHost = settings.integer("visiona.gateway.connections-per-service", 30, 1, 10_000);
    if (perHost > connections) {
      settings.problem(
          "visiona.gateway.connections-per-service",
          "must not be above visiona.gateway.connections");
    }
    return new ServiceConfig(
        connections,
        perHost,
        settings.integer("visiona.gateway.web-sockets", 1000, 1, 100_000),
        settings.integer("visiona.gateway.requests-per-caller", 12, 1, 10_000),
        settings.integer("visiona.gateway.requests-per-route", 24, 1, 10_000),
        settings.integer("visiona.gateway.web-sockets-per-caller", 100, 1, 100_000),
        settings.integer("visiona.gateway.web-sockets-per-route", 500, 1, 100_000),
        settings.duration(
            "visiona.gateway.connect-timeout",
            Duration.ofSeconds(2),
            Duration.ofMillis(50),
            Duration.ofSeconds(30)),
        settings.duration(
            "visiona.gateway.dns-ttl",
            Duration.ofSeconds(300),
            Duration.ofSeconds(1),
            Duration.ofHours(1)),
        settings.duration(
            "visiona.gateway.circuit-open",
            Duration.ofSeconds(10),
            Duration.ofMillis(100),
            Duration.ofMinutes(5)));
  }
}
