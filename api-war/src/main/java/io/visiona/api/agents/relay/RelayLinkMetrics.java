package io.visiona.api.agents.relay;

import io.visiona.shared.metrics.RisingTotal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.ToLongFunction;
import org.eclipse.microprofile.metrics.Metadata;
import org.eclipse.microprofile.metrics.MetricID;
import org.eclipse.microprofile.metrics.MetricRegistry;
import org.eclipse.microprofile.metrics.Tag;

/**
 * The figures of the link to each relay, by the relay's id. They come with the first link to it,
 * and go when the relay has been gone for long: relays that are replaced by others of new names
 * would fill the registry. Not thread-safe.
 */
final class RelayLinkMetrics {
  private final MetricRegistry registry;
  private final Supplier<Map<String, LinkStats>> links;
  private final Map<String, OfRelay> relays = new HashMap<>();

  /**
   * Nothing is registered yet.
   *
   * @param links what they are now, by the ids of their relays; asked by any thread
   */
  RelayLinkMetrics(MetricRegistry registry, Supplier<Map<String, LinkStats>> links) {
    this.registry = registry;
    this.links = links;
  }

  /** Once a second. Gauges are read when somebody looks, like those of everything else. */
  void update() {
    Map<String, LinkStats> now = links.get();
    now.forEach((relay, stats) ->
        relays.computeIfAbsent(relay, id -> new OfRelay(registry, id, links)).update(stats));
    relays
        .entrySet()
        .removeIf(known -> {
          boolean gone = !now.containsKey(known.getKey());
          if (gone) {
            known.getValue().remove();
          }
          return gone;
        });
  }

  /** Of one relay. */
  private static final class OfRelay {
    private final MetricRegistry registry;
    private final Tag relay;
    private final List<MetricID> ids = new ArrayList<>();
    private final List<RisingTotal<LinkStats>> totals = new ArrayList<>();
    private final Supplier<Map<String, LinkStats>> links;

    OfRelay(MetricRegistry registry, String relay, Supplier<Map<String, LinkStats>> links) {
      this.registry = registry;
      this.relay = new Tag("relay", relay);
      this.links = links;
      gauge(
          "visiona_link_up",
          "1 while requests can be forwarded to the relay",
          stats -> stats.up() ? 1 : 0);
      gauge(
          "visiona_link_streams", "Requests that are being forwarded now", LinkStats::streamsOpen);
      total("visiona_link_connections_total", "Connections to the relay", LinkStats::connections);
      total("visiona_link_streams_opened_total", "Streams that began", LinkStats::streamsTotal);
      total(
          "visiona_link_received_bytes_total",
          "Bytes received from the relay, frame headers included",
          LinkStats::bytesIn);
      total(
          "visiona_link_sent_bytes_total",
          "Bytes sent to the relay, frame headers included",
          LinkStats::bytesOut);
    }

    private void gauge(String name, String description, Function<LinkStats, Number> figure) {
      registry.gauge(metadata(name, description), this, of -> figure.apply(of.now()), relay);
      ids.add(new MetricID(name, relay));
    }

    private void total(String name, String description, ToLongFunction<LinkStats> figure) {
      totals.add(new RisingTotal<>(registry.counter(metadata(name, description), relay), figure));
      ids.add(new MetricID(name, relay));
    }

    void update(LinkStats now) {
      totals.forEach(total -> total.update(now));
    }

    private LinkStats now() {
      return links.get().getOrDefault(relay.getTagValue(), LinkStats.none());
    }

    void remove() {
      ids.forEach(registry::remove);
    }

    private static Metadata metadata(String name, String description) {
      return Metadata.builder().withName(name).withDescription(description).build();
    }
  }
}
