package io.visiona.api.relay;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.Initialized;
import jakarta.enterprise.event.Observes;
import java.util.function.Function;
import org.eclipse.microprofile.metrics.Metadata;
import org.eclipse.microprofile.metrics.MetricRegistry;

/** The standing link's figures for Prometheus. */
@ApplicationScoped
public class LinkMetrics {

  void register(@Observes @Initialized(ApplicationScoped.class) Object started, MetricRegistry registry, RelayLink link) {
    gauge(registry, link, "visiona_link_up", "1 while requests can be forwarded", stats -> stats.up() ? 1 : 0);
    gauge(registry, link, "visiona_link_connections", "Connections to the relay since the start", LinkStats::connections);
    gauge(registry, link, "visiona_link_streams", "Requests that are being forwarded now", LinkStats::streamsOpen);
    gauge(registry, link, "visiona_link_streams_opened", "Streams since the start", LinkStats::streamsTotal);
    gauge(registry, link, "visiona_link_received_bytes", "Bytes received from the relay since the start", LinkStats::bytesIn);
    gauge(registry, link, "visiona_link_sent_bytes", "Bytes sent to the relay since the start", LinkStats::bytesOut);
  }

  private static void gauge(
      MetricRegistry registry, RelayLink link, String name, String description, Function<LinkStats, Number> figure) {
    Metadata metadata = Metadata.builder().withName(name).withDescription(description).build();
    registry.gauge(metadata, link, of -> figure.apply(of.stats()));
  }
}
