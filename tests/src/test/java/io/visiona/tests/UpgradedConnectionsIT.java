package io.visiona.tests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.visiona.launch.Person;
import io.visiona.tests.support.OnSharedStack;
import io.visiona.tests.support.Proc;
import io.visiona.tests.support.RawExchange;
import io.visiona.tests.support.RawExchange.Ending;
import io.visiona.tests.support.ScriptedTarget;
import io.visiona.tests.support.Stack;
import io.visiona.tests.support.TestAgent;
import io.visiona.tests.support.TestAgent.Kind;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** How proxied WebSockets begin and end, as both sides see it. */
@OnSharedStack
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class UpgradedConnectionsIT {
  private static final String SWITCHED =
      String.join(
          "\r\n",
          "HTTP/1.1 101 Switching Protocols",
          "Connection: Upgrade",
          "Upgrade: websocket",
          "Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=",
          "Sec-WebSocket-Protocol: chat",
          "Set-Cookie: app=1; Path=/",
          "",
          "");
  private static final int MANY = 60;

  /** What came on each connection until its end, and how it ended. */
  private record Received(String bytes, boolean reset) {}

  private final BlockingQueue<Received> received = new ArrayBlockingQueue<>(1000);
  private final AtomicLong poured = new AtomicLong();
  private final BlockingQueue<Socket> pouring = new ArrayBlockingQueue<>(100);
  private final Stack stack;
  private final ScriptedTarget target =
      new ScriptedTarget(
          Map.of(
              "/ends",
              ScriptedTarget.answer(SWITCHED + "bye"),
              "/pours",
              this::pour,
              "/reads",
              socket -> {
                ScriptedTarget.write(socket, SWITCHED);
                received.add(readToEnd(socket));
              }));
  private Person alice;
  private TestAgent agent;

  UpgradedConnectionsIT(Stack stack) throws Exception {
    this.stack = stack;
  }

  @BeforeAll
  void pair() throws Exception {
    alice = stack.signIn("alice");
    agent = TestAgent.online(stack, alice, Kind.JAVA_YAMUX, "--target", target.uri().toString());
  }

  @AfterAll
  void stop() throws Exception {
    agent.close();
    alice.close();
    target.close();
  }

  private String[] handshake() {
    return new String[] {
      "Origin: " + alice.origin(),
      "Connection: Upgrade",
      "Upgrade: websocket",
      "Sec-WebSocket-Version: 13",
      "Sec-WebSocket-Protocol: chat",
      "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ=="
    };
  }

  private static Received readToEnd(Socket socket) throws IOException {
    StringBuilder bytes = new StringBuilder();
    InputStream in = socket.getInputStream();
    byte[] block = new byte[8192];
    try {
      for (int n = in.read(block); n >= 0; n = in.read(block)) {
        bytes.append(new String(block, 0, n, StandardCharsets.ISO_8859_1));
      }
      return new Received(bytes.toString(), false);
    } catch (IOException reset) {
      return new Received(bytes.toString(), true);
    }
  }

  /** Sends for as long as somebody takes it. */
  private void pour(Socket socket) throws IOException {
    ScriptedTarget.write(socket, SWITCHED);
    pouring.add(socket);
    byte[] block = new byte[8192];
    while (true) {
      socket.getOutputStream().write(block);
      poured.addAndGet(block.length);
    }
  }

  /** A WebSocket whose caller takes nothing of what the agent sends. */
  private RawExchange unread(Person person) throws Exception {
    RawExchange raw = new RawExchange(stack.api());
    raw.get(agent.proxy("/pours"), person.cookie(), handshake()).readThrough("\r\n\r\n");
    AtomicLong last = new AtomicLong(-1);
    await("everything on the way is full")
        .atMost(Duration.ofSeconds(30))
        .pollInterval(Duration.ofMillis(500))
        .until(() -> last.getAndSet(poured.get()) == poured.get());
    return raw;
  }

  private void isClosed(RawExchange raw) {
    await("the server has closed its end")
        .atMost(Duration.ofSeconds(15))
        .until(() -> !Proc.isHeld(stack.ports().api(), raw.socket().getLocalPort()));
  }

  @Test
  void connectionOfACallerThatTakesNothing_isClosed_whenTheAgentIsLost() throws Exception {
    try (RawExchange raw = unread(alice)) {
      assertThat(Proc.isHeld(stack.ports().api(), raw.socket().getLocalPort())).isTrue();
      agent.kill();
      isClosed(raw);
    } finally {
      agent.restart();
      agent.awaitOnline(Duration.ofSeconds(30));
    }
    pouring.take().close();
  }

  @Test
  void connectionOfACallerThatTakesNothing_isClosed_whenTheSessionEnds() throws Exception {
    try (Person elsewhere = stack.signIn("alice");
        RawExchange raw = unread(elsewhere)) {
      assertThat(elsewhere.post("/api/auth/logout", "{}").statusCode()).isBetween(200, 204);
      isClosed(raw);
    }
    pouring.take().close();
  }

  @Test
  void connection_isClosedAtOnce_andNeverReadAsHttpAgain_whenTheAgentEndsIt() throws Exception {
    try (RawExchange raw = new RawExchange(stack.api())) {
      raw.get(agent.proxy("/ends"), alice.cookie(), handshake()).readThrough("bye");
      raw.socket().setSoTimeout(2000);
      try {
        raw.send("GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n");
      } catch (IOException closedAlready) {
        // As it should be.
      }
      Ending ending = raw.readToEnd();
      assertThat(ending.bytes()).as("an answer to a request on it: " + ending.tail()).isZero();
    }
    try (RawExchange raw = new RawExchange(stack.api())) {
      raw.get(agent.proxy("/ends"), alice.cookie(), handshake()).readThrough("bye");
      raw.socket().setSoTimeout(2000);
      assertThat(raw.readToEnd()).isEqualTo(new Ending(0, "", false));
    }
  }

  @Test
  void switchingAnswer_carriesWhatTheAgentSays_andNoLength() throws Exception {
    try (RawExchange raw = new RawExchange(stack.api())) {
      String head =
          raw.get(agent.proxy("/reads"), alice.cookie(), handshake()).readThrough("\r\n\r\n");
      assertThat(head)
          .startsWith("HTTP/1.1 101")
          .containsIgnoringCase("\r\nConnection: Upgrade\r\n")
          .containsIgnoringCase("\r\nSec-WebSocket-Protocol: chat\r\n")
          .containsIgnoringCase("\r\nSet-Cookie: ")
          .contains("Path=" + agent.proxy(""))
          .doesNotContainIgnoringCase("Content-Length");
    }
    received.poll(10, TimeUnit.SECONDS);
  }

  @Test
  void lastBytesOfTheCaller_reachTheAgent_thenTheEnd() throws Exception {
    for (int i = 0; i < 20; i++) {
      try (RawExchange raw = new RawExchange(stack.api())) {
        raw.get(agent.proxy("/reads"), alice.cookie(), handshake()).readThrough("\r\n\r\n");
        raw.send("last words " + i);
      }
      Received got = received.poll(10, TimeUnit.SECONDS);
      assertThat(got).isEqualTo(new Received("last words " + i, false));
    }
  }

  @Test
  void endedWebSockets_holdNoDescriptor_whileTheirCallersStay() throws Exception {
    Proc api = new Proc(stack.apiServer().pid());
    long before = api.descriptors();
    List<RawExchange> staying = new ArrayList<>();
    try {
      for (int i = 0; i < MANY; i++) {
        RawExchange raw = new RawExchange(stack.api());
        staying.add(raw);
        raw.get(agent.proxy("/ends"), alice.cookie(), handshake()).readThrough("bye");
      }
      await().atMost(Duration.ofSeconds(5)).until(() -> api.descriptors() < before + MANY / 3);
    } finally {
      for (RawExchange each : staying) {
        each.close();
      }
    }
  }
}
