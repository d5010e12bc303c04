package io.visiona.tests;

import static org.assertj.core.api.Assertions.assertThat;

import io.visiona.launch.Person;
import io.visiona.launch.ServerProcess;
import io.visiona.tests.support.Holdings;
import io.visiona.tests.support.OnSplitStack;
import io.visiona.tests.support.Plain;
import io.visiona.tests.support.RawExchange;
import io.visiona.tests.support.RawExchange.Ending;
import io.visiona.tests.support.Stack;
import io.visiona.tests.support.TestAgent;
import io.visiona.tests.support.TestAgent.Kind;
import java.net.URI;
import java.net.http.HttpResponse;
import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/**
 * Any part dies in mid-transfer: the caller is cut off, nothing leaks, and all serves again soon
 * after the part's return.
 */
@OnSplitStack
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class KillIT {
  private static final Duration BACK = Duration.ofSeconds(30);

  /** What a busy machine may need until the last threads and connections are gone. */
  private static final Duration SETTLED = Duration.ofMinutes(1);

  private static final long ENDLESS = 1L << 40;

  private final Stack stack;
  private Person alice;

  KillIT(Stack stack) {
    this.stack = stack;
  }

  @BeforeAll
  void signIn() {
    alice = stack.signIn("alice");
  }

  @AfterAll
  void stop() {
    alice.close();
  }

  @Test
  void agentKilled_cutsTheCaller_andComesBack() throws Exception {
    try (TestAgent agent = TestAgent.online(stack, alice, Kind.JAVA_YAMUX)) {
      warmUp(agent);
      Holdings api = Holdings.of(stack.apiServer());
      Holdings relay = Holdings.of(stack.relayServer());
      try (RawExchange transfer = transfer(agent);
          RawExchange socket = socket(agent)) {
        agent.kill();
        assertCut(transfer.readToEnd());
        // It sends nothing, and need not, to learn of it.
        socket.socket().setSoTimeout(2000);
        assertThat(socket.readToEnd().bytes()).isZero();
      }
      awaitStreams(0);
      agent.restart();
      awaitServing(agent);
      awaitNothingLeaked(stack.apiServer(), api);
      awaitNothingLeaked(stack.relayServer(), relay);
    }
  }

  @Test
  void relayKilled_cutsTheCaller_andComesBack() throws Exception {
    try (TestAgent agent = TestAgent.online(stack, alice, Kind.JAVA_YAMUX)) {
      warmUp(agent);
      Holdings api = Holdings.of(stack.apiServer());
      try (RawExchange transfer = transfer(agent)) {
        stack.relayServer().kill();
        assertCut(transfer.readToEnd());
      }
      HttpResponse<String> refused = alice.get(agent.proxy("/healthz"));
      assertThat(refused.statusCode()).isEqualTo(503);
      assertThat(refused.headers().firstValue("Retry-After")).isPresent();
      assertThat(Person.json(refused.body()).getJsonObject("error").getString("code"))
          .isEqualTo("relay_unavailable");
      HttpResponse<String> session = alice.get("/api/agents/" + agent.id() + "/session");
      assertThat(session.statusCode()).isEqualTo(503);
      assertThat(session.headers().firstValue("Retry-After")).hasValue("1");
      restart(stack.relayServer());
      awaitServing(agent);
      awaitNothingLeaked(stack.apiServer(), api);
    }
  }

  @Test
  void apiKilled_cutsTheCaller_andComesBack() throws Exception {
    try (TestAgent agent = TestAgent.online(stack, alice, Kind.JAVA_YAMUX)) {
      warmUp(agent);
      Holdings relay = Holdings.of(stack.relayServer());
      try (RawExchange transfer = transfer(agent)) {
        stack.apiServer().kill();
        assertCut(transfer.readToEnd());
      }
      // Who cannot ask whose a token is lets nobody in.
      RawExchange.Answer refused =
          RawExchange.ask(
              stack.tunnel(), "/tunnel/connect", "a-token-nobody-asked-for-yet", "yamux");
      assertThat(refused.status()).isEqualTo(503);
      assertThat(refused.head()).containsIgnoringCase("\r\nRetry-After: ");
      awaitStreams(0);
      restart(stack.apiServer());
      // User sessions are in the API's memory by default.
      alice.close();
      alice = stack.signIn("alice");
      awaitServing(agent);
      awaitNothingLeaked(stack.relayServer(), relay);
    }
  }

  private static void awaitNothingLeaked(ServerProcess server, Holdings before) {
    Awaitility.await()
        .atMost(SETTLED)
        .pollInterval(Duration.ofSeconds(1))
        .untilAsserted(() ->
            assertThat(Holdings.of(server))
                .matches(now -> now.isNoMoreThan(before), "no more than " + before));
  }

  private void warmUp(TestAgent agent) {
    assertThat(alice.get(agent.proxy("/healthz")).statusCode()).isEqualTo(200);
  }

  private RawExchange transfer(TestAgent agent) throws Exception {
    RawExchange raw = new RawExchange(stack.api());
    raw.get(agent.proxy("/bytes/" + ENDLESS + "?chunked"), alice.cookie());
    assertThat(raw.readThrough("\r\n\r\n")).startsWith("HTTP/1.1 200");
    assertThat(raw.socket().getInputStream().readNBytes(1 << 20)).hasSize(1 << 20);
    return raw;
  }

  private RawExchange socket(TestAgent agent) throws Exception {
    RawExchange raw = new RawExchange(stack.api());
    raw.get(
        agent.proxy("/ws"),
        alice.cookie(),
        "Origin: " + alice.origin(),
        "Connection: Upgrade",
        "Upgrade: websocket",
        "Sec-WebSocket-Version: 13",
        "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==");
    assertThat(raw.readThrough("\r\n\r\n")).startsWith("HTTP/1.1 101");
    return raw;
  }

  private static void assertCut(Ending ending) {
    assertThat(ending.isCompleteChunked()).as("a cut transfer must not look complete").isFalse();
  }

  private static void restart(ServerProcess server) {
    server.restart();
    server.awaitReady();
  }

  private void awaitServing(TestAgent agent) {
    Awaitility.await()
        .atMost(BACK)
        .pollInterval(Duration.ofMillis(200))
        .until(() -> alice.get("/api/agents/" + agent.id() + "/proxy/healthz").statusCode() == 200);
  }

  private void awaitStreams(int open) {
    URI status = URI.create(stack.tunnel() + "/relay/status");
    Awaitility.await()
        .atMost(BACK)
        .untilAsserted(() ->
            assertThat(Person.json(Plain.get(status).body()).getInt("streams")).isEqualTo(open));
  }
}
