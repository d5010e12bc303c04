package io.visiona.tests.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.visiona.launch.Balancer;
import io.visiona.launch.Person;
import io.visiona.tests.support.OpenThree;
import io.visiona.tests.support.Plain;
import io.visiona.tests.support.RawExchange;
import io.visiona.tests.support.ScriptedTarget;
import io.visiona.tests.support.Stack;
import io.visiona.tests.support.TestAgent;
import io.visiona.tests.support.TestAgent.Kind;
import jakarta.json.JsonObject;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Two relays and two API servers on one Redis and one PostgreSQL are one site: every agent is
 * reached through every API server, wherever its tunnel is.
 */
@OnTwoByTwo
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@SuppressWarnings("NullAway.Init") // made before all tests
final class ClusterIT {
  private static final Duration SOON = Duration.ofSeconds(5);

  private final TwoByTwo cluster;
  private final Stack one;
  private final Stack other;
  private final Balancer balancer;
  private Person alice;

  ClusterIT(TwoByTwo cluster) {
    this.cluster = cluster;
    this.one = cluster.one();
    this.other = cluster.other();
    this.balancer = cluster.balancer();
  }

  @BeforeAll
  void signIn() {
    alice = one.signIn("alice");
  }

  @AfterAll
  void stop() {
    alice.close();
  }

  @Test
  void everyAgent_isReachedThroughEveryApiServer_andListedByEach() throws IOException {
    try (TestAgent here = agentAt(one, Kind.JAVA_YAMUX);
        TestAgent there = agentAt(other, Kind.JAVA_WEBSOCKET)) {
      assertThat(TwoByTwo.tunnels(one)).isPositive();
      assertThat(TwoByTwo.tunnels(other)).isPositive();
      for (TestAgent agent : List.of(here, there)) {
        awaitReachable(agent, SOON);
        for (Stack api : List.of(one, other)) {
          assertThat(isOnline(api, agent.id())).isTrue();
          JsonObject session =
              Person.json(get(api, "/api/agents/" + agent.id() + "/session").body());
          assertThat(session.getBoolean("online")).isTrue();
        }
      }
    }
  }

  @Test
  void newestTunnel_wins_acrossRelays_andTheOlderIsClosedAtOnce() throws IOException {
    JsonObject paired = TestAgent.exchange(one, alice.pairingCode("moves", true), "moves");
    String id = paired.getString("agent_id");
    String token = paired.getString("session_token");
    try (RawExchange older = tunnel(one, token)) {
      await().atMost(SOON).until(() -> isOnline(other, id));
      try (RawExchange newer = tunnel(other, token)) {
        assertEnds(older, SOON);
        assertStays(newer);
        for (Stack api : List.of(one, other)) {
          await().atMost(SOON).until(() -> isOnline(api, id));
        }
        // And back.
        try (RawExchange newest = tunnel(one, token)) {
          assertEnds(newer, SOON);
          assertStays(newest);
        }
      }
    }
  }

  /**
   * The relay that has the older one is suspended while it is told, and by the time it goes on
   * nobody tells it any more; the box behind the older one is gone without a word.
   */
  @Test
  void newestTunnel_winsAtOnce_withTheOlderHalfOpen_andTheMessageLost() throws IOException {
    JsonObject paired = TestAgent.exchange(one, alice.pairingCode("silent", true), "silent");
    String id = paired.getString("agent_id");
    String token = paired.getString("session_token");
    try (RawExchange older = tunnel(one, token)) {
      await().atMost(SOON).until(() -> cluster.place(id).equals("relay-1"));
      Signals.suspend(one.relayServer().pid());
      try {
        cluster.directory().tell("CLIENT KILL TYPE pubsub");
        try (RawExchange newer = tunnel(other, token)) {
          await().atMost(SOON).until(() -> cluster.place(id).equals("relay-2"));
          for (Stack api : List.of(one, other)) {
            assertThat(get(api, "/api/agents/" + id + "/session").statusCode()).isEqualTo(200);
          }
          Signals.resume(one.relayServer().pid());
          assertEnds(older, SOON);
          assertStays(newer);
        }
      } finally {
        Signals.resume(one.relayServer().pid());
      }
    }
  }

  /** Each tunnel moves to the other relay in the moment in which its agent is revoked. */
  @Test
  void revocation_endsTheTunnel_alsoWhileItMoves() throws Exception {
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < 6; i++) {
        JsonObject paired = TestAgent.exchange(one, alice.pairingCode("moving", true), "moving");
        String id = paired.getString("agent_id");
        String token = paired.getString("session_token");
        try (RawExchange older = tunnel(one, token);
            RawExchange newer = new RawExchange(other.tunnel())) {
          await().atMost(SOON).until(() -> cluster.place(id).equals("relay-1"));
          Future<Integer> revoked =
              threads.submit(() -> alice.delete("/api/agents/" + id).statusCode());
          newer.send(connect(other, token));
          assertThat(revoked.get()).isBetween(200, 204);
          assertEnds(older, Duration.ofSeconds(1));
          String head = newer.readThrough("\r\n\r\n");
          if (head.startsWith("HTTP/1.1 101 ")) {
            assertEnds(newer, Duration.ofSeconds(1));
          } else {
            assertThat(head).startsWith("HTTP/1.1 401 ");
          }
        }
        for (Stack relay : List.of(one, other)) {
          assertThat(RawExchange.ask(relay.tunnel(), "/tunnel/connect", token, "yamux").status())
              .isEqualTo(401);
        }
      }
    }
  }

  private static String connect(Stack relay, String token) {
    return "GET /tunnel/connect HTTP/1.1\r\nHost: "
        + relay.tunnel().getAuthority()
        + "\r\nAuthorization: Bearer "
        + token
        + "\r\nConnection: Upgrade\r\nUpgrade: yamux\r\n\r\n";
  }

  @Test
  void revocation_endsTheTunnel_onWhicheverRelayItIs_withinASecond() throws IOException {
    for (Stack at : List.of(one, other)) {
      JsonObject paired = TestAgent.exchange(one, alice.pairingCode("revoked", true), "revoked");
      String token = paired.getString("session_token");
      try (RawExchange tunnel = tunnel(at, token)) {
        String id = paired.getString("agent_id");
        await().atMost(SOON).until(() -> isOnline(one, id) && isOnline(other, id));
        assertThat(alice.delete("/api/agents/" + id).statusCode()).isEqualTo(204);
        assertEnds(tunnel, Duration.ofSeconds(1));
      }
      for (Stack relay : List.of(one, other)) {
        assertThat(RawExchange.ask(relay.tunnel(), "/tunnel/connect", token, "yamux").status())
            .isEqualTo(401);
      }
    }
  }

  @Test
  void serviceTokenForOneRelay_isOfNoUseAtAnother() {
    URI sessions =
        URI.create("http://127.0.0.1:" + one.ports().relayInternal() + "/internal/sessions");
    assertThat(Plain.get(sessions, "Authorization", TwoByTwo.bearer("relay-1")).statusCode())
        .isEqualTo(200);
    assertThat(Plain.get(sessions, "Authorization", TwoByTwo.bearer("relay-2")).statusCode())
        .isEqualTo(401);
  }

  /** Also while it moves: an agent of ours has its new tunnel before the old one is gone. */
  @Test
  void drainedRelay_sendsItsAgentsToTheOther_andNoRequestFails() throws Exception {
    try (TestAgent agent = agentAt(one, Kind.JAVA_YAMUX)) {
      awaitReachable(agent, SOON);
      balancer.send(other.ports().tunnel());
      int before = TwoByTwo.tunnels(other);
      URI drain = URI.create("http://127.0.0.1:" + one.ports().relayInternal() + "/internal/drain");
      assertThat(Plain.post(drain, "", "Authorization", TwoByTwo.bearer("relay-1")).statusCode())
          .isEqualTo(202);
      await()
          .atMost(Duration.ofSeconds(20))
          .pollInterval(Duration.ofMillis(20))
          .until(() -> {
            for (Stack api : List.of(one, other)) {
              HttpResponse answer = get(api, agent.proxy("/healthz"));
              assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
            }
            return TwoByTwo.tunnels(one) == 0 && TwoByTwo.tunnels(other) > before;
          });
      awaitReachable(agent, SOON);
    } finally {
      one.relayServer().kill();
      one.relayServer().restart();
      one.relayServer().awaitReady();
    }
  }

  @ParameterizedTest
  @EnumSource(PermissionEnd.class)
  void permissionThatEndsAtOneServer_endsWhatIsOpenAtTheOther_within1s(PermissionEnd cause)
      throws Exception {
    balancer.send(other.ports().tunnel());
    try (ScriptedTarget target = OpenThree.target();
        Person bob = one.signIn("bob");
        Person again = one.signIn("bob");
        TestAgent agent =
            TestAgent.online(one, bob, Kind.JAVA_YAMUX, "--target", target.uri().toString());
        OpenThree there =
            new OpenThree(other.api(), agent.proxy(""), again.cookie(), one.api().toString())) {
      assertThat(cause.end(bob, again, agent.id(), cluster.postgres().database()))
          .isBetween(200, 204);
      if (cause == PermissionEnd.AGENT_REVOKED) {
        there.assertEndsSoon();
      } else {
        there.assertEndsSoon(cause.told());
      }
    }
  }

  @ParameterizedTest
  @CsvSource({
    "JAVA_YAMUX, --server",
    "JAVA_WEBSOCKET, --server",
    "GO_YAMUX, -url",
    "GO_WEBSOCKET, -url"
  })
  void agentThatDialsOverIpv6_isReached(Kind kind, String option) throws IOException {
    String url = "http://[::1]:" + one.ports().tunnel() + "/tunnel/connect";
    try (TestAgent agent = TestAgent.online(one, alice, kind, option, url)) {
      awaitReachable(agent, SOON);
      assertThat(Files.readString(Path.of("/proc/" + agent.process().pid() + "/net/tcp6")))
          .as("the tunnel's connection, as the kernel knows it")
          .contains("00000000000000000000000001000000:%04X 01 ".formatted(one.ports().tunnel()));
    }
  }

  private TestAgent agentAt(Stack relay, Kind kind) throws IOException {
    balancer.send(relay.ports().tunnel());
    return TestAgent.online(one, alice, kind);
  }

  private void awaitReachable(TestAgent agent, Duration limit) {
    await("agent " + agent.id() + " through both")
        .atMost(limit)
        .pollInterval(Duration.ofMillis(100))
        .until(() ->
            get(one, agent.proxy("/healthz")).statusCode() == 200
                && get(other, agent.proxy("/healthz")).statusCode() == 200);
  }

  private HttpResponse get(Stack api, String path) {
    var answer = Plain.get(api.api().resolve(path), "Cookie", alice.cookie());
    return new HttpResponse(answer.statusCode(), answer.body());
  }

  private record HttpResponse(int statusCode, String body) {}

  private boolean isOnline(Stack api, String id) {
    return Person.json(get(api, "/api/agents").body())
        .getJsonArray("items")
        .getValuesAs(JsonObject.class)
        .stream()
        .anyMatch(agent ->
            agent.getString("id").equals(id)
                && !agent.isNull("online")
                && agent.getBoolean("online"));
  }

  private static RawExchange tunnel(Stack relay, String token) throws IOException {
    RawExchange exchange = new RawExchange(relay.tunnel());
    String head = exchange.send(connect(relay, token)).readThrough("\r\n\r\n");
    assertThat(head).startsWith("HTTP/1.1 101 ");
    return exchange;
  }

  private static void assertEnds(RawExchange tunnel, Duration within) throws IOException {
    tunnel.socket().setSoTimeout((int) within.toMillis());
    try {
      while (tunnel.socket().getInputStream().read() >= 0) {
        // What was under way.
      }
    } catch (SocketTimeoutException stays) {
      throw new AssertionError("the tunnel stays", stays);
    } catch (IOException reset) {
      assertThat(reset).hasMessageContaining("reset");
    }
  }

  private static void assertStays(RawExchange tunnel) throws IOException {
    tunnel.socket().setSoTimeout(300);
    assertThatThrownBy(
            () -> {
              while (tunnel.socket().getInputStream().read() >= 0) {
                // Pings.
              }
            })
        .isInstanceOf(SocketTimeoutException.class);
  }
}
