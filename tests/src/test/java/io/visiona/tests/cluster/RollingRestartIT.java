package io.visiona.tests.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.visiona.launch.Person;
import io.visiona.launch.Ports;
import io.visiona.launch.ServerProcess;
import io.visiona.shared.identity.ServiceTokens;
import io.visiona.tests.cluster.Load.OwnedBox;
import io.visiona.tests.cluster.Seen.Kind;
import io.visiona.tests.support.KeyStores;
import io.visiona.tests.support.Plain;
import io.visiona.tests.support.Stack;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/**
 * All four servers are restarted one after the other, as the documents say, behind the HAProxy that
 * stands there, with TLS, while people use their boxes. No request fails; what is long is cut after
 * its time.
 *
 * <p>Played with {@code -Dvisiona.tests.failures=short}, as {@link FailureTableIT}.
 */
@EnabledIfSystemProperty(
    named = "visiona.tests.failures",
    matches = "short|all",
    disabledReason = "takes minutes: -Dvisiona.tests.failures=short")
@OnTwoByTwo
final class RollingRestartIT {
  private static final int BOXES = 10;
  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  /** How a stream of a box may end, when its relay or API server is stopped. */
  private static final Set<String> ENDS = Set.of("cut", "ended");

  private final TwoByTwo cluster;
  private final Ledger ledger = new Ledger();
  private final NavigableMap<Long, String> steps = new ConcurrentSkipListMap<>();

  RollingRestartIT(TwoByTwo cluster) {
    this.cluster = cluster;
  }

  @Test
  void allServersRestarted_noRequestFails(@TempDir Path folder) throws Exception {
    Haproxy.assumed();
    Path keys = KeyStores.create(folder, "front", "ip:" + TwoByTwo.FRONT);
    List<OwnedBox> boxes = new ArrayList<>();
    try (Haproxy haproxy = haproxy(folder, keys);
        Person alice = cluster.one().signIn("alice");
        Person bob = cluster.one().signIn("bob")) {
      for (String server : List.of("relay-1", "relay-2", "api-1", "api-2")) {
        haproxy.awaitState(server, true);
      }
      List<Person> people = List.of(alice, bob);
      for (int i = 0; i < BOXES; i++) {
        boxes.add(box(people, i, folder, keys));
      }
      Collection<Seen> seen =
          restart(haproxy, boxes, people, KeyStores.trusting(keys, KeyStores.PASSWORD));
      assertThat(seen).filteredOn(each -> each.outcome().startsWith("WRONG")).isEmpty();
      assertThat(ledger.astray()).isEmpty();
      assertThat(seen)
          .filteredOn(each -> each.kind() != Kind.EVENTS && each.kind() != Kind.LIST)
          .filteredOn(each -> !each.isOk())
          .extracting(this::told)
          .as("requests that failed")
          .isEmpty();
      assertThat(ENDS)
          .containsAll(Seen.failures(seen, each -> each.kind() == Kind.EVENTS).keySet());
      assertThat(Seen.failures(seen, each -> each.kind() == Kind.LIST).keySet())
          .as("lists")
          .isSubsetOf("online unknown", "offline");
    } finally {
      for (OwnedBox box : boxes) {
        box.agent().close();
        box.site().close();
      }
    }
  }

  private Haproxy haproxy(Path folder, Path keys) throws Exception {
    String pem = KeyStores.pem(keys, "front").toString();
    return Haproxy.start(
        folder,
        Map.of(
            "/etc/haproxy/relay.pem", pem,
            "/etc/haproxy/app.pem", pem,
            "bind :443 ", "bind " + TwoByTwo.FRONT + ":" + cluster.balancer().port() + " ",
            "bind :8443 ", "bind " + TwoByTwo.FRONT + ":" + cluster.peoplePort() + " ",
            "10.0.0.21:3800", "127.0.0.1:" + cluster.one().ports().tunnel(),
            "10.0.0.22:3800", "127.0.0.1:" + cluster.other().ports().tunnel(),
            "10.0.0.23:3800", "127.0.0.1:" + Ports.freePort(),
            "10.0.0.11:3721", "127.0.0.1:" + cluster.one().ports().api(),
            "10.0.0.12:3721", "127.0.0.1:" + cluster.other().ports().api()));
  }

  private OwnedBox box(List<Person> people, int number, Path folder, Path keys) throws Exception {
    Map<String, String> trust =
        Map.of(
            "JAVA_TOOL_OPTIONS",
            "-Djavax.net.ssl.trustStore="
                + keys
                + " -Djavax.net.ssl.trustStorePassword="
                + KeyStores.PASSWORD,
            "SSL_CERT_FILE",
            folder.resolve("front-both.pem").toString());
    String dial = "https://" + TwoByTwo.FRONT + ":" + cluster.balancer().port() + "/tunnel/connect";
    return Boxes.make(cluster, people, number, ledger, dial, trust);
  }

  private Collection<Seen> restart(
      Haproxy haproxy, List<OwnedBox> boxes, List<Person> people, SSLContext trust)
      throws Exception {
    Door door =
        Door.tls(
            "haproxy", URI.create("https://" + TwoByTwo.FRONT + ":" + cluster.peoplePort()), trust);
    String origin = cluster.one().api().toString();
    int tunnels = tunnels();
    try (Load load = new Load(List.of(door), boxes, people, origin, ledger, PATIENCE)) {
      load.awaitSteady();
      for (int i = 0; i < 2; i++) {
        restartRelay(haproxy, i, tunnels, boxes);
      }
      for (int i = 0; i < 2; i++) {
        restartApi(haproxy, i);
      }
      load.awaitAll(LIMIT);
      load.end();
      assertThat(load.lostOrDoubled()).isEmpty();
      return load.seen();
    }
  }

  private void note(String step) {
    steps.put(System.nanoTime(), step);
  }

  /** With the last step before its end, in milliseconds after it. */
  private String told(Seen seen) {
    Map.Entry<Long, String> last = steps.floorEntry(seen.ended());
    return "%s of box %d: %s after %d ms, %d ms after %s"
        .formatted(
            seen.kind(),
            seen.box(),
            seen.outcome(),
            TimeUnit.NANOSECONDS.toMillis(seen.ended() - seen.begun()),
            last == null ? -1 : TimeUnit.NANOSECONDS.toMillis(seen.ended() - last.getKey()),
            last == null ? "the beginning" : last.getValue());
  }

  private int tunnels() {
    return TwoByTwo.tunnels(cluster.one()) + TwoByTwo.tunnels(cluster.other());
  }

  /**
   * What is left when our own agents have gone are the field's, which stay for as long as their
   * event streams go on: the stop ends these.
   */
  private void restartRelay(Haproxy haproxy, int which, int tunnels, List<OwnedBox> boxes)
      throws Exception {
    Stack pair = cluster.both().get(which);
    String name = "relay-" + (which + 1);
    note(name + " drains");
    drain(pair.ports().relayInternal(), TwoByTwo.bearer(name));
    haproxy.awaitState(name, false);
    await("our own agents have left " + name)
        .atMost(LIMIT)
        .until(() ->
            IntStream.range(0, boxes.size())
                .filter(Boxes::isOurs)
                .noneMatch(box -> cluster.place(boxes.get(box).agent().id()).equals(name)));
    restart(name, pair.relayServer());
    haproxy.awaitState(name, true);
    note(name + " is in the balancer");
    await("all tunnels are back").atMost(LIMIT).until(() -> tunnels() >= tunnels);
  }

  private void restartApi(Haproxy haproxy, int which) throws Exception {
    Stack pair = cluster.both().get(which);
    String name = "api-" + (which + 1);
    note(name + " drains");
    drain(pair.ports().apiInternal(), TwoByTwo.bearerOf(ServiceTokens.API));
    haproxy.awaitState(name, false);
    restart(name, pair.apiServer());
    haproxy.awaitState(name, true);
    note(name + " is in the balancer");
  }

  private static void drain(int port, String bearer) {
    URI drain = URI.create("http://127.0.0.1:" + port + "/internal/drain");
    assertThat(Plain.post(drain, "", "Authorization", bearer).statusCode()).isEqualTo(202);
  }

  private void restart(String name, ServerProcess server) throws InterruptedException {
    note(name + " is told to stop");
    server.requestStop();
    server.awaitEnd();
    note(name + " has stopped");
    server.restart();
    server.awaitReady();
    note(name + " is ready");
  }
}
