package io.visiona.tests.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.visiona.launch.Person;
import io.visiona.tests.support.Plain;
import io.visiona.tests.support.RawExchange;
import io.visiona.tests.support.Stack;
import io.visiona.tests.support.TestAgent;
import io.visiona.tests.support.TestAgent.Kind;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** An agent of ours has a tunnel at each of two relays, and nobody notices the death of one. */
@OnTwoByTwo
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@SuppressWarnings("NullAway.Init") // made before all tests
final class TwoTunnelsIT {
  private static final Duration SOON = Duration.ofSeconds(20);
  private static final Duration EACH = Duration.ofMillis(25);

  private final TwoByTwo cluster;
  private final Stack one;
  private final Stack other;
  private Person alice;

  TwoTunnelsIT(TwoByTwo cluster) {
    this.cluster = cluster;
    this.one = cluster.one();
    this.other = cluster.other();
  }

  @BeforeAll
  void signIn() {
    alice = one.signIn("alice");
    cluster.balancer().send(one.ports().tunnel(), other.ports().tunnel());
  }

  @AfterAll
  void stop() {
    alice.close();
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
        // On a busy machine it takes a second until a process that is to kill another one runs.
        signal(signal, dying);
        long died = System.nanoTime();
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

  private String upgrade(String token, String more) throws IOException {
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

  private void awaitBoth(TestAgent agent) {
    await("both tunnels of " + agent.id())
        .atMost(SOON.multipliedBy(3))
        .pollInterval(Duration.ofMillis(100))
        .until(() -> holds(one, agent) && holds(other, agent));
    for (Stack api : List.of(one, other)) {
      await().atMost(SOON).until(() -> get(api, agent).statusCode() == 200);
    }
  }

  private boolean holds(Stack relay, TestAgent agent) {
    URI session =
        URI.create(
            "http://127.0.0.1:"
                + relay.ports().relayInternal()
                + "/internal/session/"
                + agent.id());
    String id = relay == one ? "relay-1" : "relay-2";
    return Plain.get(session, "Authorization", TwoByTwo.bearer(id)).statusCode() == 200;
  }

  private HttpResponse<String> get(Stack api, TestAgent agent) {
    return Plain.get(api.api().resolve(agent.proxy("/healthz")), "Cookie", alice.cookie());
  }

  /** A request that failed. */
  private record Asked(long begun, int status, String body) {}

  /** Steady requests through both API servers, each begun in time whatever became of the others. */
  private final class Load implements AutoCloseable {
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

    private Asked ask(Stack api, TestAgent agent) {
      long begun = System.nanoTime();
      try {
        HttpResponse<String> answer = get(api, agent);
        return new Asked(begun, answer.statusCode(), answer.body());
      } catch (UncheckedIOException waiting) {
        // What a relay had taken when it was stopped waits with it, for longer than this test does.
        return new Asked(begun, 0, waiting.toString());
      }
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
