package io.visiona.tests.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.visiona.launch.Balancer;
import io.visiona.launch.EmbeddedServers;
import io.visiona.launch.Person;
import io.visiona.launch.Ports;
import io.visiona.shared.config.Secret;
import io.visiona.shared.identity.ServiceTokens;
import io.visiona.tests.support.Plain;
import io.visiona.tests.support.RawExchange;
import io.visiona.tests.support.Stack;
import io.visiona.tests.support.TestAgent;
import io.visiona.tests.support.TestAgent.Kind;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpResponse;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import redis.embedded.RedisServer;

/** An agent of ours has a tunnel at each of two relays, and nobody notices the death of one. */
@SuppressWarnings("NullAway.Init") // made before all tests
final class TwoTunnelsIT {
  private static final Duration SOON = Duration.ofSeconds(20);
  private static final Duration EACH = Duration.ofMillis(25);

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
            "relay-2", Map.of("visiona.oidc.issuer", "http://127.0.0.1:" + one.ports().standins()));
    alice = one.signIn("alice");
    balancer.send(one.ports().tunnel(), other.ports().tunnel());
  }

  private static Stack pair(String relay, Map<String, String> more) {
    Map<String, String> shared = new TreeMap<>(more);
    shared.put("visiona.tunnel.directory", "redis");
    shared.put("visiona.redis.url", "redis://127.0.0.1:" + redisPort);
    shared.put("visiona.session.store", "redis");
    shared.put("visiona.relay.allowed-urls", "http://127\\.0\\.0\\.1:\\d+");
    shared.put("visiona.tunnel.url", "http://127.0.0.1:" + balancer.port() + "/tunnel/connect");
    shared.put("visiona.tunnel.host-alias", "*:" + balancer.port());
    shared.put("VISIONA_DB_URL", postgres.getJdbcUrl("postgres", "postgres"));
    shared.put("VISIONA_DB_USER", "postgres");
    shared.put("VISIONA_DB_POOL", "5");
    return Stack.split(
        ports -> {
          Map<String, String> own = new TreeMap<>(shared);
          own.put("visiona.relay.id", relay);
          own.put("visiona.relay.internal-url", "http://127.0.0.1:" + ports.relayInternal());
          own.put("visiona.relay.public-url", "http://127.0.0.1:" + ports.tunnel());
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

  /** Which relay dies, how, and from when on nobody may notice. */
  @ParameterizedTest
  @CsvSource({
    "one, KILL, JAVA_YAMUX, 1000",
    "other, KILL, JAVA_WEBSOCKET, 1000",
    "one, STOP, JAVA_YAMUX, 1500"
  })
  void relayDies_andNoRequestFailsThatBeganLater(
      String which, String signal, Kind kind, long laterMillis) throws Exception {
    Stack dying = which.equals("one") ? one : other;
    try (TestAgent agent = TestAgent.online(one, alice, kind, "--tunnels", "2")) {
      awaitBoth(agent);
      try (Load load = new Load(agent)) {
        load.awaitAnswers(40);
        long died = System.nanoTime();
        signal(signal, dying);
        load.awaitAnswersSince(died, 200);
        List<Asked> failed = load.end();
        assertThat(failed)
            .as("of %d requests", load.count())
            .allSatisfy(each ->
                assertThat(each.begun() - died)
                    .as("%s", each)
                    .isLessThan(TimeUnit.MILLISECONDS.toNanos(laterMillis)));
      } finally {
        revive(signal, dying);
      }
      awaitBoth(agent);
    }
  }

  /** Go agents and others that say nothing of it have one, and nothing changes for them. */
  @ParameterizedTest
  @CsvSource({"GO_YAMUX", "GO_WEBSOCKET"})
  void agentThatKnowsNothingOfIt_hasOneTunnel(Kind kind) throws IOException {
    try (TestAgent agent = TestAgent.online(one, alice, kind)) {
      await().atMost(SOON).until(() -> get(other, agent).statusCode() == 200);
      assertThat(holds(one, agent) ^ holds(other, agent)).isTrue();
    }
  }

  @Test
  void secondTunnelAtTheRelayOfTheFirst_isRefused_andDisconnectingEndsBoth() throws Exception {
    try (TestAgent agent = TestAgent.online(one, alice, Kind.JAVA_YAMUX, "--tunnels", "2")) {
      awaitBoth(agent);
      String token =
          TestAgent.exchange(one, alice.pairingCode("second", true), "second")
              .getString("session_token");
      assertThat(upgrade(token, "X-Visiona-Slot: 1\r\nX-Visiona-Avoid: relay-1\r\n"))
          .startsWith("HTTP/1.1 409 ");
      assertThat(upgrade(token, "X-Visiona-Slot: 7\r\n")).startsWith("HTTP/1.1 400 ");
      assertThat(upgrade(token, "X-Visiona-Tunnels: 2\r\n"))
          .startsWith("HTTP/1.1 101 ")
          .contains("X-Visiona-Relay: relay-1\r\n")
          .contains("X-Visiona-Relays: " + other.tunnel());
      assertThat(upgrade(token, "")).startsWith("HTTP/1.1 101 ").doesNotContain("X-Visiona-");
      assertThat(alice.delete("/api/agents/" + agent.id()).statusCode()).isEqualTo(204);
      await().atMost(Duration.ofSeconds(1)).until(() -> !holds(one, agent) && !holds(other, agent));
    }
  }

  private static String upgrade(String token, String more) throws IOException {
    try (RawExchange exchange = new RawExchange(one.tunnel())) {
      return exchange
          .send(
              "GET /tunnel/connect HTTP/1.1\r\nHost: "
                  + one.tunnel().getAuthority()
                  + "\r\nAuthorization: Bearer "
                  + token
                  + "\r\n"
                  + more
                  + "Connection: Upgrade\r\nUpgrade: yamux\r\n\r\n")
          .readThrough("\r\n\r\n");
    }
  }

  private static void signal(String name, Stack dying) throws Exception {
    if (name.equals("KILL")) {
      dying.relayServer().kill();
      return;
    }
    new ProcessBuilder("kill", "-" + name, Long.toString(dying.relayServer().pid()))
        .start()
        .waitFor();
  }

  private static void revive(String signal, Stack dead) throws Exception {
    if (signal.equals("STOP")) {
      signal("CONT", dead);
    } else {
      dead.relayServer().kill();
      dead.relayServer().restart();
      dead.relayServer().awaitReady();
    }
  }

  private static void awaitBoth(TestAgent agent) {
    await("both tunnels of " + agent.id())
        .atMost(SOON.multipliedBy(3))
        .pollInterval(Duration.ofMillis(100))
        .until(() -> holds(one, agent) && holds(other, agent));
    for (Stack api : List.of(one, other)) {
      await().atMost(SOON).until(() -> get(api, agent).statusCode() == 200);
    }
  }

  private static boolean holds(Stack relay, TestAgent agent) {
    URI session =
        URI.create(
            "http://127.0.0.1:"
                + relay.ports().relayInternal()
                + "/internal/session/"
                + agent.id());
    String id = relay == one ? "relay-1" : "relay-2";
    return Plain.get(session, "Authorization", bearer(id)).statusCode() == 200;
  }

  private static String bearer(String relay) {
    return "Bearer "
        + new ServiceTokens(new Secret(Stack.INTERNAL_SECRET), Clock.systemUTC())
            .issue("test", ServiceTokens.relay(relay));
  }

  private static HttpResponse<String> get(Stack api, TestAgent agent) {
    return Plain.get(api.api().resolve(agent.proxy("/healthz")), "Cookie", alice.cookie());
  }

  /** A request that failed. */
  private record Asked(long begun, int status, String body) {}

  /** Steady requests through both API servers, each begun in time whatever became of the others. */
  private static final class Load implements AutoCloseable {
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final List<Future<Asked>> all = new ArrayList<>();
    private final Semaphore stop = new Semaphore(0);
    private final Future<?> loop;

    Load(TestAgent agent) {
      loop =
          threads.submit(() -> {
            boolean first = true;
            while (!stop.tryAcquire(EACH.toMillis(), TimeUnit.MILLISECONDS)) {
              Stack api = first ? one : other;
              first = !first;
              Future<Asked> asked = threads.submit(() -> ask(api, agent));
              synchronized (all) {
                all.add(asked);
              }
            }
            return null;
          });
    }

    private static Asked ask(Stack api, TestAgent agent) {
      long begun = System.nanoTime();
      HttpResponse<String> answer = get(api, agent);
      return new Asked(begun, answer.statusCode(), answer.body());
    }

    private List<Asked> answered() {
      List<Future<Asked>> now;
      synchronized (all) {
        now = List.copyOf(all);
      }
      return now.stream().filter(Future::isDone).map(Future::resultNow).toList();
    }

    void awaitAnswers(int count) {
      await().atMost(SOON).until(() -> answered().size() >= count);
    }

    void awaitAnswersSince(long nanos, int count) {
      await()
          .atMost(SOON)
          .until(() -> answered().stream().filter(each -> each.begun() > nanos).count() >= count);
    }

    /** Those that failed, after all have been answered; some may wait for a relay that stands. */
    List<Asked> end() throws Exception {
      stop.release();
      loop.get();
      List<Asked> ended = new ArrayList<>();
      for (Future<Asked> each : all) {
        ended.add(each.get(30, TimeUnit.SECONDS));
      }
      return ended.stream().filter(each -> each.status() != 200).toList();
    }

    int count() {
      return all.size();
    }

    @Override
    public void close() {
      stop.release();
      threads.shutdownNow();
    }
  }
}
