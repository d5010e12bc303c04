package io.visiona.api.agents.relay;

import io.visiona.api.agents.relay.AgentLocations.Lookups;
import io.visiona.shared.concurrent.PeriodicTask;
import io.visiona.shared.directory.TunnelDirectory;
import io.visiona.shared.metrics.RisingTotal;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.Initialized;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.function.ToLongFunction;
import org.eclipse.microprofile.metrics.Metadata;
import org.eclipse.microprofile.metrics.MetricRegistry;
import org.eclipse.microprofile.metrics.Tag;

/**
 * The figures of the ways to relays for Prometheus: of each standing link, and of the lookups of
 * where agents are. What only grows is a counter, raised once a second.
 */
@ApplicationScoped
public class LinkMetrics {
  void register(
      @Observes @Initialized(ApplicationScoped.class) Object started,
      MetricRegistry registry,
      RelayLinks links,
      AgentLocations locations,
      TunnelDirectory directory,
      ExecutorService executor) {
    registry.gauge(
        metadata("visiona_links_up", "Links to relays that requests can be forwarded over"),
        links,
        RelayLinks::up);
    registry.gauge(
        metadata("visiona_relays", "Relays that are known"), directory, of -> of.relays().size());
    registry.gauge(
        metadata(
            "visiona_api_servers",
            "API servers that share what agents take at once; 1 where there is no directory"),
        directory,
        of -> of.apis().live());
    List<RisingTotal<Lookups>> lookups =
        List.of(
            lookups(registry, "cache", Lookups::cache),
            lookups(registry, "directory", Lookups::directory),
            lookups(registry, "stale", Lookups::stale),
            lookups(registry, "search", Lookups::search),
            lookups(registry, "none", Lookups::none));
    RelayLinkMetrics each = new RelayLinkMetrics(registry, links::stats);
    new PeriodicTask(
            "Figures of the links cannot be followed now",
            Duration.ofSeconds(1),
            () -> {
              each.update();
              Lookups now = locations.lookups();
              lookups.forEach(total -> total.update(now));
            })
        .start(executor);
  }

  private static RisingTotal<Lookups> lookups(
      MetricRegistry registry, String from, ToLongFunction<Lookups> figure) {
    return new RisingTotal<>(
        registry.counter(
            metadata(
                "visiona_lookups_total",
                "Lookups of where an agent is, by where the answer came from"),
            new Tag("from", from)),
        figure);
  }

  private static Metadata metadata(String name, String description) {
    return Metadata.builder().withName(name).withDescription(description).build();
  }
}
