package io.visiona.tests.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.visiona.launch.Person;
import io.visiona.launch.ServerProcess;
import io.visiona.tests.cluster.Load.OwnedBox;
import io.visiona.tests.support.Holdings;
import io.visiona.tests.support.Plain;
import io.visiona.tests.support.Stack;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Any part of a cluster fails while people use it: what they see is what is promised and no more,
 * nobody gets anything of anybody else, nothing that was acknowledged is lost or done twice, and
 * afterwards all is as it was.
 *
 * <p>{@code -Dvisiona.tests.failures=short} lets each server fail once, with pauses a little longer
 * than a relay's lease; {@code =all} plays every row, with pauses of a minute. Without it nothing
 * is played: it takes minutes, and its bounds are for a machine that does nothing else. What was
 * seen is in {@code target/failure-table.md}.
 */
@EnabledIfSystemProperty(
    named = "visiona.tests.failures",
    matches = "short|all",
    disabledReason = "takes minutes: -Dvisiona.tests.failures=short")
@OnTwoByTwo
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@SuppressWarnings("NullAway.Init") // made before all tests
final class FailureTableIT {
  private static final boolean ALL = "all".equals(System.getProperty("visiona.tests.failures"));

  private static final Duration PAUSE = Duration.ofSeconds(ALL ? 60 : 18);
  private static final Duration AWAY = Duration.ofSeconds(ALL ? 60 : 8);
  private static final Duration CUT = Duration.ofSeconds(ALL ? 20 : 4);

  private static final int BOXES = 20;

  /** For what takes a moment on a busy machine. */
  private static final Duration SETTLED = Duration.ofSeconds(60);

  private static final Pattern LINK_STREAMS =
      Pattern.compile("(?m)^visiona_link_streams(?:\\{[^}]*})? ([0-9.E]+)$");

  private final TwoByTwo cluster;
  private final Ledger ledger = new Ledger();
  private final List<OwnedBox> boxes = new ArrayList<>();
  private final FailureTable table = new FailureTable();
  private final Map<ServerProcess, Holdings> before = new HashMap<>();
  private List<Person> people;
  private List<Door> doors;
  private Front front;
  private int tunnels;

  FailureTableIT(TwoByTwo cluster) {
    this.cluster = cluster;
  }

  @BeforeAll
  void start() throws Exception {
    people = List.of(cluster.one().signIn("alice"), cluster.one().signIn("bob"));
    doors =
        List.of(
            Door.plain("api-1", cluster.one().api()), Door.plain("api-2", cluster.other().api()));
    front = new Front(cluster.balancer(), cluster.both());
    for (int i = 0; i < BOXES; i++) {
      front.prefer(home(i));
      boxes.add(Boxes.make(cluster, people, i, ledger));
    }
    settle();
    tunnels = TwoByTwo.tunnels(cluster.one()) + TwoByTwo.tunnels(cluster.other());
    warmUp();
  }

  /** What servers make at their first requests and keep. */
  private void warmUp() throws IOException {
    try (Load load = load()) {
      load.awaitSteady();
    }
    awaitIdle();
    servers().forEach(server -> before.put(server, Holdings.of(server)));
  }

  @AfterAll
  void stop() throws Exception {
    table.write();
    for (OwnedBox box : boxes) {
      box.agent().close();
      box.site().close();
    }
    people.forEach(Person::close);
    front.close();
  }

  private static int home(int box) {
    return box % 2;
  }

  private List<ServerProcess> servers() {
    return cluster.both().stream()
        .flatMap(pair -> List.of(pair.relayServer(), pair.apiServer()).stream())
        .toList();
  }

  private Load load() {
    return new Load(
        doors,
        boxes,
        people,
        cluster.one().api().toString(),
        ledger,
        PAUSE.plus(Duration.ofSeconds(30)));
  }

  @ParameterizedTest
  @EnumSource
  void whatFails_isSeenByWhomItConcerns_forAsLongAsIsPromised(Failure failure) throws Exception {
    Assumptions.assumeTrue(ALL || failure.isShort(), "only with -Dvisiona.tests.failures=all");
    settle();
    Collection<Seen> seen;
    Duration back;
    List<String> lostOrDoubled;
    try (Load load = load()) {
      load.awaitSteady();
      failure.happen(cluster, lasting(failure));
      back = load.awaitAll(SETTLED);
      seen = load.seen();
      load.end();
      lostOrDoubled = load.lostOrDoubled();
    }
    table.add(failure, seen, lasting(failure), back);
    assertThat(seen).filteredOn(each -> each.outcome().startsWith("WRONG")).isEmpty();
    assertThat(ledger.astray()).isEmpty();
    assertThat(lostOrDoubled).isEmpty();
    assertThat(Seen.failures(seen, not(failure))).as("whom it does not concern").isEmpty();
    assertThat(failure.answers()).containsAll(Seen.failures(seen, failure::concerns).keySet());
    assertThat(Seen.longestOutage(seen, failure::concerns))
        .isLessThan(lasting(failure).plus(failure.healing()));
    assertAsBefore(failure);
  }

  private static Predicate<Seen> not(Failure failure) {
    return seen -> !failure.concerns(seen);
  }

  private static Duration lasting(Failure failure) {
    return switch (failure.length()) {
      case PAUSE -> PAUSE;
      case AWAY -> AWAY;
      case CUT -> CUT;
      case MOMENT -> Duration.ZERO;
    };
  }

  /** Every agent at the relay that is its home, and found there. */
  private void settle() {
    for (int relay : new int[] {0, 1}) {
      front.prefer(relay);
      List<OwnedBox> strays =
          IntStream.range(0, boxes.size())
              .filter(box -> home(box) == relay && !isAt(relay, boxes.get(box)))
              .mapToObj(boxes::get)
              .toList();
      strays.forEach(
          box -> people.get(box.owner()).delete("/api/agents/" + box.agent().id() + "/session"));
      await("all at home")
          .atMost(SETTLED)
          .until(() -> strays.stream().allMatch(box -> isAt(relay, box)));
    }
  }

  private boolean isAt(int relay, OwnedBox box) {
    return cluster.place(box.agent().id()).equals("relay-" + (relay + 1));
  }

  private void assertAsBefore(Failure failure) {
    await("as many tunnels as before")
        .atMost(SETTLED)
        .untilAsserted(() ->
            assertThat(TwoByTwo.tunnels(cluster.one()) + TwoByTwo.tunnels(cluster.other()))
                .isEqualTo(tunnels));
    // A tunnel is a descriptor: as many as before means at the same relays as before.
    settle();
    awaitIdle();
    for (ServerProcess server : servers()) {
      Holdings known = before.get(server);
      if (known == null || failure.isReplaced(cluster, server)) {
        before.put(server, Holdings.of(server));
      } else {
        await(server.name() + " holds no more than before")
            .atMost(SETTLED)
            .pollInterval(Duration.ofSeconds(1))
            .untilAsserted(() ->
                assertThat(Holdings.of(server))
                    .matches(now -> now.isNoMoreThan(known), "no more than " + known));
      }
    }
  }

  /** No stream is open anywhere. */
  private void awaitIdle() {
    await("no stream is open")
        .atMost(SETTLED)
        .untilAsserted(() -> {
          for (Stack pair : cluster.both()) {
            assertThat(TwoByTwo.status(pair, "streams")).isZero();
            assertThat(linkStreams(pair)).isZero();
          }
        });
  }

  private static double linkStreams(Stack pair) {
    URI metrics = URI.create("http://127.0.0.1:" + pair.ports().operations() + "/metrics");
    Matcher figure = LINK_STREAMS.matcher(Plain.get(metrics).body());
    double sum = figure.find() ? Double.parseDouble(figure.group(1)) : -1;
    while (figure.find()) {
      sum += Double.parseDouble(figure.group(1));
    }
    return sum;
  }
}
