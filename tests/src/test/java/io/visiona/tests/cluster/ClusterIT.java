package io.visiona.tests.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.visiona.launch.Balancer;
import io.visiona.launch.EmbeddedServers;
import io.visiona.launch.Person;
import io.visiona.launch.Ports;
import io.visiona.shared.config.Secret;
import io.visiona.shared.identity.ServiceTokens;
import io.visiona.tests.support.OpenThree;
import io.visiona.tests.support.Plain;
import io.visiona.tests.support.RawExchange;
import io.visiona.tests.support.ScriptedTarget;
import io.visiona.tests.support.Stack;
import io.visiona.tests.support.TestAgent;
import io.visiona.tests.support.TestAgent.Kind;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import jakarta.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import redis.embedded.RedisServer;

/**
 * Two relays and two API servers on one Redis and one PostgreSQL are one site: every agent is
 * reached through every API server, wherever its tunnel is.
 */
@SuppressWarnings("NullAway.Init") // made before all tests
final class ClusterIT {
  private static final Duration SOON = Duration.ofSeconds(5);
  private static final Duration BACK = Duration.ofSeconds(40);

  private static int redisPort;
  private static RedisServer redis;
  private static EmbeddedPostgres postgres;
  private static Balancer balancer;
  private static Stack one;
  private static Stack other;
  private static Person alice;

  @BeforeAll
  static void start() throws Exception {
    redisPort = Ports.freePort();
    redis = EmbeddedServers.redis(redisPort);
    postgres = EmbeddedServers.postgres();
    balancer = new Balancer(0, false);
    one = pair("relay-1", Map.of());
    other =
        pair(
            "relay-2",
            Map.of(
                "visiona.oidc.issuer",
                "http://127.0.0.1:" + one.ports().standins(),
                "visiona.bind.host",
                "*"));
    alice = one.signIn("alice");
  }

  private static Stack pair(String relay, Map<String, String> more) {
    Map<String, String> shared = new TreeMap<>(more);
    shared.put("visiona.tunnel.directory", "redis");
    shared.put("visiona.redis.url", "redis://127.0.0.1:" + redisPort);
    shared.put("visiona.session.store", "redis");
    shared.put("visiona.relay.allowed-urls", "http://127\\.0\\.0\\.1:\\d+");
    shared.put("visiona.tunnel.url", "http://127.0.0.1:" + balancer.port() + "/tunnel/connect");
    shared.put("visiona.tunnel.host-alias", "*:" + balancer.port());
    shared.put("visiona.tunnel.drain-notice", "2s");
    shared.put("visiona.tunnel.drain-time", "2s");
    shared.put("VISIONA_DB_URL", postgres.getJdbcUrl("postgres", "postgres"));
    shared.put("VISIONA_DB_USER", "postgres");
    shared.put("VISIONA_DB_POOL", "5");
    return Stack.split(
        ports -> {
          Map<String, String> own = new TreeMap<>(shared);
          own.put("visiona.relay.id", relay);
          own.put("visiona.relay.internal-url", "http://127.0.0.1:" + ports.relayInternal());
          return own;
        },
        _ -> shared,
        Map.of(),
        "/health/ready");
  }

  @AfterAll
  static void stop() throws IOException {
    if (alice != null) {
      alice.close();
    }
    for (Stack each : new Stack[] {one, other}) {
      if (each != null) {
        each.close();
      }
    }
    if (balancer != null) {
      balancer.close();
    }
    redis.stop();
    postgres.close();
  }

  @Test
  void everyAgent_isReachedThroughEveryApiServer_andListedByEach() throws IOException {
    try (TestAgent here = agentAt(one, Kind.JAVA_YAMUX);
        TestAgent there = agentAt(other, Kind.JAVA_WEBSOCKET)) {
      assertThat(tunnels(one)).isPositive();
      assertThat(tunnels(other)).isPositive();
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
    assertThat(Plain.get(sessions, "Authorization", bearer("relay-1")).statusCode()).isEqualTo(200);
    assertThat(Plain.get(sessions, "Authorization", bearer("relay-2")).statusCode()).isEqualTo(401);
  }

  private static String bearer(String relay) {
    return "Bearer "
        + new ServiceTokens(new Secret(Stack.INTERNAL_SECRET), Clock.systemUTC())
            .issue("test", ServiceTokens.relay(relay));
  }

  @Test
  void relayKilled_itsAgentsComeBackThroughTheOther_andOthersNoticeNothing() throws Exception {
    try (TestAgent mine = agentAt(one, Kind.JAVA_YAMUX);
        TestAgent untouched = agentAt(other, Kind.JAVA_YAMUX)) {
      awaitReachable(mine, SOON);
      awaitReachable(untouched, SOON);
      balancer.send(one.ports().tunnel(), other.ports().tunnel());
      one.relayServer().kill();
      for (Stack api : List.of(one, other)) {
        assertThat(get(api, untouched.proxy("/healthz")).statusCode()).isEqualTo(200);
      }
      awaitReachable(mine, BACK);
      assertThat(tunnels(other)).isGreaterThanOrEqualTo(2);
    } finally {
      one.relayServer().restart();
      one.relayServer().awaitReady();
    }
  }

  /** Also while it moves: an agent of ours has its new tunnel before the old one is gone. */
  @Test
  void drainedRelay_sendsItsAgentsToTheOther_andNoRequestFails() throws Exception {
    try (TestAgent agent = agentAt(one, Kind.JAVA_YAMUX)) {
      awaitReachable(agent, SOON);
      balancer.send(other.ports().tunnel());
      int before = tunnels(other);
      URI drain = URI.create("http://127.0.0.1:" + one.ports().relayInternal() + "/internal/drain");
      assertThat(Plain.post(drain, "", "Authorization", bearer("relay-1")).statusCode())
          .isEqualTo(202);
      await()
          .atMost(Duration.ofSeconds(20))
          .pollInterval(Duration.ofMillis(20))
          .until(() -> {
            for (Stack api : List.of(one, other)) {
              HttpResponse answer = get(api, agent.proxy("/healthz"));
              assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
            }
            return tunnels(one) == 0 && tunnels(other) > before;
          });
      awaitReachable(agent, SOON);
    } finally {
      one.relayServer().kill();
      one.relayServer().restart();
      one.relayServer().awaitReady();
    }
  }

  /** While the relays have not yet written again what they have, nobody is taken for offline. */
  @Test
  void redisEmptied_nobodyIsOffline_andAllAreReachedAgain() throws IOException {
    try (TestAgent here = agentAt(one, Kind.JAVA_YAMUX);
        TestAgent there = agentAt(other, Kind.JAVA_YAMUX)) {
      awaitReachable(here, SOON);
      awaitReachable(there, SOON);
      // What signs people in is in the same Redis here; only the directory is emptied.
      forgetTheDirectory();
      await()
          .atMost(Duration.ofSeconds(15))
          .pollInterval(Duration.ofMillis(200))
          .until(() -> {
            boolean all = true;
            for (TestAgent agent : List.of(here, there)) {
              for (Stack api : List.of(one, other)) {
                int status = get(api, agent.proxy("/healthz")).statusCode();
                String body = status == 200 ? "" : get(api, agent.proxy("/healthz")).body();
                assertThat(body).doesNotContain("agent_offline");
                all &= status == 200;
              }
            }
            return all && tell("EXISTS va:dir va:relays").startsWith(":2");
          });
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
            new OpenThree(other.api(), agent.proxy(""), again.cookie(), other.api().toString())) {
      assertThat(cause.end(bob, again, agent.id(), postgres.getPostgresDatabase()))
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
    String url = "http://[::1]:" + other.ports().tunnel() + "/tunnel/connect";
    try (TestAgent agent = TestAgent.online(one, alice, kind, option, url)) {
      awaitReachable(agent, SOON);
      assertThat(Files.readString(Path.of("/proc/" + agent.process().pid() + "/net/tcp6")))
          .as("the tunnel's connection, as the kernel knows it")
          .contains("00000000000000000000000001000000:%04X 01 ".formatted(other.ports().tunnel()));
    }
  }

  private static TestAgent agentAt(Stack relay, Kind kind) throws IOException {
    balancer.send(relay.ports().tunnel());
    return TestAgent.online(one, alice, kind);
  }

  private static void awaitReachable(TestAgent agent, Duration limit) {
    await("agent " + agent.id() + " through both")
        .atMost(limit)
        .pollInterval(Duration.ofMillis(100))
        .until(() ->
            get(one, agent.proxy("/healthz")).statusCode() == 200
                && get(other, agent.proxy("/healthz")).statusCode() == 200);
  }

  private static HttpResponse get(Stack api, String path) {
    var answer = Plain.get(api.api().resolve(path), "Cookie", alice.cookie());
    return new HttpResponse(answer.statusCode(), answer.body());
  }

  private record HttpResponse(int statusCode, String body) {}

  private static boolean isOnline(Stack api, String id) {
    return Person.json(get(api, "/api/agents").body())
        .getJsonArray("items")
        .getValuesAs(JsonObject.class)
        .stream()
        .anyMatch(agent ->
            agent.getString("id").equals(id)
                && !agent.isNull("online")
                && agent.getBoolean("online"));
  }

  private static int tunnels(Stack relay) {
    URI status = URI.create(relay.tunnel() + "/relay/status");
    return Person.json(Plain.get(status).body()).getInt("tunnels");
  }

  private static RawExchange tunnel(Stack relay, String token) throws IOException {
    RawExchange exchange = new RawExchange(relay.tunnel());
    String head =
        exchange
            .send(
                "GET /tunnel/connect HTTP/1.1\r\nHost: "
                    + relay.tunnel().getAuthority()
                    + "\r\nAuthorization: Bearer "
                    + token
                    + "\r\nConnection: Upgrade\r\nUpgrade: yamux\r\n\r\n")
            .readThrough("\r\n\r\n");
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

  private static void forgetTheDirectory() {
    String keys =
        tell(
            "EVAL \"for _,k in ipairs(redis.call('KEYS','va:*')) do redis.call('DEL',k) end return 1\" 0");
    assertThat(keys).startsWith(":1");
  }

  /** A command in Redis's inline form, and the first line of the answer. */
  private static String tell(String command) {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), redisPort)) {
      socket.getOutputStream().write((command + "\r\n").getBytes(StandardCharsets.US_ASCII));
      byte[] answer = new byte[64];
      int read = socket.getInputStream().read(answer);
      return new String(answer, 0, Math.max(0, read), StandardCharsets.US_ASCII);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
