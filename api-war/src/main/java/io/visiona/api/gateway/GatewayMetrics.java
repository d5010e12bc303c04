package io.visiona.api.gateway;

import io.visiona.api.proxy.ProxyFailure;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.eclipse.microprofile.metrics.Counter;
import org.eclipse.microprofile.metrics.Metadata;
import org.eclipse.microprofile.metrics.MetricRegistry;
import org.eclipse.microprofile.metrics.Tag;
import org.eclipse.microprofile.metrics.Timer;

/**
 * What Prometheus sees. Tags have few values: services of the table, known methods, statuses; no
 * people, no paths. Thread-safe.
 */
final class GatewayMetrics {
  /** What has no route has this service. */
  static final String NO_SERVICE = "none";

  private static final Set<String> METHODS =
      Set.of("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS");
  private static final Metadata REQUESTS =
      metadata("gateway_requests", "Requests by service, method and status");
  private static final Metadata DURATION =
      metadata("gateway_request_duration", "From a request to the end of its response");
  private static final Metadata AUTH_FAILURES =
      metadata("gateway_auth_failures", "Requests without acceptable credentials, by reason");
  private static final Metadata PROXY_ERRORS =
      metadata("gateway_proxy_errors", "Exchanges with services that failed, by kind");
  private static final Metadata RELOADS =
      metadata("gateway_route_reloads", "Route files judged, by outcome");

  private static Metadata metadata(String name, String description) {
    return Metadata.builder().withName(name).withDescription(description).build();
  }

  private record Key(String service, String method, int status) {}

  private record Pair(String first, String second) {}

  private final MetricRegistry registry;
  private final Map<Key, Counter> requests = new ConcurrentHashMap<>();
  private final Map<String, Timer> durations = new ConcurrentHashMap<>();
  private final Map<String, Counter> authFailures = new ConcurrentHashMap<>();
  private final Map<Pair, Counter> proxyErrors = new ConcurrentHashMap<>();

  GatewayMetrics(MetricRegistry registry) {
    this.registry = registry;
    reloaded(true, 0);
    reloaded(false, 0);
  }

  /** A request is over. */
  void ended(String service, String method, int status, long nanos) {
    Key key = new Key(service, METHODS.contains(method) ? method : "OTHER", status);
    requests
        .computeIfAbsent(
            key,
            any ->
                registry.counter(
                    REQUESTS,
                    new Tag("service", any.service()),
                    new Tag("method", any.method()),
                    new Tag("status", Integer.toString(any.status()))))
        .inc();
    durations
        .computeIfAbsent(service, any -> registry.timer(DURATION, new Tag("service", any)))
        .update(Duration.ofNanos(nanos));
  }

  /** Nobody acceptable asked. */
  void refused(String reason) {
    authFailures
        .computeIfAbsent(reason, any -> registry.counter(AUTH_FAILURES, new Tag("reason", any)))
        .inc();
  }

  /** An exchange failed. */
  void failed(String service, ProxyFailure kind) {
    proxyErrors
        .computeIfAbsent(
            new Pair(service, kind.tag()),
            any ->
                registry.counter(
                    PROXY_ERRORS, new Tag("service", any.first()), new Tag("kind", any.second())))
        .inc();
  }

  /** A route file was judged. */
  void reloaded(boolean good) {
    reloaded(good, 1);
  }

  private void reloaded(boolean good, long count) {
    registry.counter(RELOADS, new Tag("outcome", good ? "applied" : "refused")).inc(count);
  }
}
