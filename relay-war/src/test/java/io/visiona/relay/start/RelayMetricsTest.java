package io.visiona.relay.start;

import static org.assertj.core.api.Assertions.assertThat;

import io.visiona.relay.directory.DirectoryStats;
import io.visiona.relay.directory.Membership;
import io.visiona.relay.directory.ScriptedDirectory;
import io.visiona.relay.directory.TunnelQuota;
import io.visiona.relay.support.Relay;
import io.visiona.relay.tunnel.AdmissionStats;
import io.visiona.shared.directory.RelayInfo;
import java.lang.reflect.Proxy;
import java.net.URI;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.eclipse.microprofile.metrics.Counter;
import org.eclipse.microprofile.metrics.Metadata;
import org.eclipse.microprofile.metrics.MetricRegistry;
import org.junit.jupiter.api.Test;

/** What a scrape costs, and shows. */
final class RelayMetricsTest {
  private final Relay relay = new Relay();
  private final Map<String, Supplier<Number>> gauges = new HashMap<>();
  private final ScriptedDirectory directory = new ScriptedDirectory();
  private final TunnelQuota quota = new TunnelQuota(directory.owners(), "one", () -> 0);
  private final DirectoryStats ofDirectory = new DirectoryStats();
  private final RelayMetrics metrics =
      new RelayMetrics(
          registry(),
          relay.store,
          relay.stats,
          relay.links,
          ofDirectory,
          new Membership(
              directory,
              new RelayInfo(
                  "one", "", URI.create("http://127.0.0.1:1"), RelayInfo.State.JOINING, 0, 10),
              relay.store,
              _ -> {},
              () -> false,
              Runnable::run,
              quota,
              ofDirectory,
              relay.log),
          new AdmissionStats(),
          relay.owners,
          quota);

  @Test
  void gaugesOfTunnels_areOfOneMoment_andNoScrapeLooksAtTheTunnels() {
    metrics.register();
    relay.agent("agent-1");
    relay.secondOf("agent-2");
    assertThat(scraped()).as("before the next second").containsExactly(0, 0, 0);
    metrics.update();
    assertThat(scraped()).containsExactly(2, 1, 0);
  }

  private List<Integer> scraped() {
    return Stream.of("visiona_tunnels", "visiona_tunnels_second", "visiona_tunnel_streams")
        .map(name -> gauges.getOrDefault(name, () -> -1).get().intValue())
        .toList();
  }

  @SuppressWarnings("unchecked")
  private MetricRegistry registry() {
    return (MetricRegistry)
        Proxy.newProxyInstance(
            MetricRegistry.class.getClassLoader(),
            new Class<?>[] {MetricRegistry.class},
            (_, method, given) -> {
              if (method.getName().equals("counter")) {
                return Proxy.newProxyInstance(
                    Counter.class.getClassLoader(),
                    new Class<?>[] {Counter.class},
                    (_, _, _) -> null);
              }
              Object of = given[1];
              Function<Object, Number> figure = (Function<Object, Number>) given[2];
              gauges.put(((Metadata) given[0]).getName(), () -> figure.apply(of));
              return null;
            });
  }
}
