package io.visiona.relay.start;

import io.visiona.relay.link.Links;
import io.visiona.relay.sessions.Figures;
import io.visiona.relay.sessions.Figures.Snapshot;
import io.visiona.relay.sessions.InMemorySessionStore;
import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import java.util.function.Function;
import org.eclipse.microprofile.metrics.Metadata;
import org.eclipse.microprofile.metrics.MetricRegistry;

/** The relay's figures for Prometheus. No names, no addresses. */
@Dependent
public class RelayMetrics {
  private final MetricRegistry registry;
  private final InMemorySessionStore store;
  private final Figures figures;
  private final Links links;

  @Inject
  public RelayMetrics(MetricRegistry registry, InMemorySessionStore store, Figures figures, Links links) {
    this.registry = registry;
    this.store = store;
    this.figures = figures;
    this.links = links;
  }

  void register() {
    gauge("visiona_tunnels", "Live tunnels", Snapshot::tunnels);
    gauge("visiona_tunnels_opened", "Tunnels since the start", Snapshot::tunnelsTotal);
    gauge("visiona_tunnel_streams", "Streams open now", Snapshot::streams);
    gauge("visiona_tunnel_streams_opened", "Streams since the start", Snapshot::streamsTotal);
    gauge("visiona_tunnel_received_bytes", "Bytes received from agents since the start", Snapshot::bytesIn);
    gauge("visiona_tunnel_sent_bytes", "Bytes sent to agents since the start", Snapshot::bytesOut);
    gauge("visiona_tunnel_open_errors", "Streams that could not be opened", Snapshot::openErrors);
    gauge("visiona_tunnel_protocol_errors", "Tunnels ended by a protocol error", Snapshot::protocolErrors);
    gauge("visiona_tunnel_refused_connections", "Connections that were not let in", Snapshot::connectionsRefused);
    registry.gauge(metadata("visiona_links", "Standing links of API servers"), links, of -> of.live().size());
  }

  private void gauge(String name, String description, Function<Snapshot, Number> figure) {
    registry.gauge(metadata(name, description), figures, of -> figure.apply(of.snapshot(store)));
  }

  private static Metadata metadata(String name, String description) {
    return Metadata.builder().withName(name).withDescription(description).build();
  }
}
