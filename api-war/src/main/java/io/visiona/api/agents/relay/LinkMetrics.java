package io.visiona.api.agents.relay;

import io.visiona.shared.concurrent.PeriodicTask;
import io.visiona.shared.directory.TunnelDirectory;
import io.visiona.shared.metrics.RisingTotal;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.Initialized;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.function.Function;
import java.util.function.ToLongFunction;
import org.eclipse.microprofile.metrics.Metadata;
import org.eclipse.microprofile.metrics.MetricRegistry;

/**
 * The figures of the standing links together for Prometheus. What only grows is a counter, raised
 * once a second.
 */
@ApplicationScoped
public class LinkMetrics {
  void register(
      @Observes @Initialized(ApplicationScoped.class) Object started,
      MetricRegistry registry,
      RelayLinks link,
      TunnelDirectory directory,
      ExecutorService executor) {
    gauge(
        registry,
        link,
        "visiona_link_up",
        "1 while there is a link to a relay",
        stats -> stats.up() ? 1 : 0);
    registry.gauge(
        metadata("visiona_links_up", "Links to relays that requests can be forwarded over"),
        link,
        RelayLinks::up);
    registry.gauge(
        metadata("visiona_relays", "Relays that are known"), directory, of -> of.relays().size());
    gauge(
        registry,
        link,
        "visiona_link_streams",
        "Requests that are being forwarded now",
        LinkStats::streamsOpen);
    List<RisingTotal<LinkStats>> totals =
        List.of(
            total(
                registry,
                "visiona_link_connections_total",
                "Connections to the relay",
                LinkStats::connections),
            total(
                registry,
                "visiona_link_streams_opened_total",
                "Streams that began",
                LinkStats::streamsTotal),
            total(
                registry,
                "visiona_link_received_bytes_total",
                "Bytes received from the relay, frame headers included",
                LinkStats::bytesIn),
            total(
                registry,
                "visiona_link_sent_bytes_total",
                "Bytes sent to the relay, frame headers included",
                LinkStats::bytesOut));
    new PeriodicTask(
            "Figures of the links cannot be followed now",
            Duration.ofSeconds(1),
            () -> {
              LinkStats now = link.stats();
              totals.forEach(total -> total.update(now));
            })
        .start(executor);
  }

  private static void gauge(
      MetricRegistry registry,
      RelayLinks link,
      String name,
      String description,
      Function<LinkStats, Number> figure) {
    registry.gauge(metadata(name, description), link, of -> figure.apply(of.stats()));
  }

  private static RisingTotal<LinkStats> total(
      MetricRegistry registry, String name, String description, ToLongFunction<LinkStats> figure) {
    return new RisingTotal<>(registry.counter(metadata(name, description)), figure);
  }

  private static Metadata metadata(String name, String description) {
    return Metadata.builder().withName(name).withDescription(description).build();
  }
}
