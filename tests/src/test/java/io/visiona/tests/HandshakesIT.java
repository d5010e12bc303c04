package io.visiona.tests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.visiona.launch.Person;
import io.visiona.tests.support.Holdings;
import io.visiona.tests.support.OnSharedStack;
import io.visiona.tests.support.Plain;
import io.visiona.tests.support.RawExchange;
import io.visiona.tests.support.ScriptedTarget;
import io.visiona.tests.support.Stack;
import io.visiona.tests.support.TestAgent;
import io.visiona.tests.support.TestAgent.Kind;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.parallel.Isolated;

/** Handshakes of WebSockets while their agent takes its time, and the first bytes behind them. */
@Isolated("counts what the server counts")
@OnSharedStack
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class HandshakesIT {
  private static final Duration SOON = Duration.ofSeconds(20);
  private static final int UNANSWERED = 80;
  private static final int ECHOES = 200;
  private static final int AT_ONCE = 8;
  private static final Pattern STREAMS =
      Pattern.compile("visiona_limit_in_use\\{[^}]*\"agent_streams\"[^}]*} ([0-9]+)");
  private static final String SWITCHED =
      "HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n";

  private final Stack stack;
  private final AtomicInteger asked = new AtomicInteger();
  private final ScriptedTarget target =
      new ScriptedTarget(
          Map.of(
              "/silent",
              socket -> {
                asked.incrementAndGet();
                socket.getInputStream().transferTo(OutputStream.nullOutputStream());
              },
              "/echo",
              socket -> {
                ScriptedTarget.write(socket, SWITCHED + "first;");
                socket.getInputStream().transferTo(socket.getOutputStream());
              }));
  private Person alice;
  private Person mallory;
  private TestAgent quick;
  private TestAgent silent;

  HandshakesIT(Stack stack) throws IOException {
    this.stack = stack;
  }

  @BeforeAll
  void pair() throws IOException {
    alice = stack.signIn("alice");
    mallory = stack.signIn("user-21");
    String uri = target.uri().toString();
    quick = TestAgent.online(stack, alice, Kind.JAVA_YAMUX, "--target", uri);
    silent = TestAgent.online(stack, mallory, Kind.JAVA_YAMUX, "--target", uri);
  }

  @AfterAll
  void stop() throws IOException {
    quick.close();
    silent.close();
    alice.close();
    mallory.close();
    target.close();
  }

  @Test
  void unansweredHandshakes_holdNoThreadOfTheServer_andNobodyElseIsRefused() throws Exception {
    List<RawExchange> waiting = new ArrayList<>();
    long before = streams();
    try {
      for (int i = 0; i < UNANSWERED; i++) {
        waiting.add(handshake(silent, "/silent", mallory));
      }
      await().atMost(SOON).until(() -> asked.get() == UNANSWERED);
      await()
          .atMost(SOON)
          .until(() -> Holdings.poolThreadsIn(stack.apiServer(), "io.visiona.api.proxy") == 0);
      assertThat(streams()).isEqualTo(before + UNANSWERED);
      for (int i = 0; i < AT_ONCE; i++) {
        assertThat(echo(i)).isEqualTo("mine " + i + ";");
      }
    } finally {
      for (RawExchange each : waiting) {
        each.close();
      }
    }
    await().atMost(SOON).until(() -> streams() == before);
  }

  /** It was upgraded while the container still read for a next request: some lost their bytes. */
  @Test
  void firstBytesBehindTheHandshake_reachTheOtherSide_howeverSoonTheyCome() throws Exception {
    try (ExecutorService threads = Executors.newFixedThreadPool(AT_ONCE)) {
      List<Callable<String>> calls = new ArrayList<>();
      for (int i = 0; i < ECHOES; i++) {
        int number = i;
        calls.add(() -> echo(number));
      }
      int number = 0;
      for (Future<String> each : threads.invokeAll(calls)) {
        assertThat(each.get()).isEqualTo("mine " + number++ + ";");
      }
    }
  }

  @Test
  void webSocket_countsAmongThePersonsStreams_toItsEnd() throws Exception {
    long before = streams();
    try (RawExchange open = handshake(quick, "/echo", alice)) {
      open.readThrough("first;");
      assertThat(streams()).isEqualTo(before + 1);
      assertThat(open.send("still here;").readThrough(";")).isEqualTo("still here;");
      assertThat(streams()).isEqualTo(before + 1);
    }
    await().atMost(SOON).until(() -> streams() == before);
  }

  private String echo(int number) throws IOException {
    try (RawExchange raw = handshake(quick, "/echo", alice)) {
      raw.socket().setSoTimeout((int) SOON.toMillis());
      assertThat(raw.readThrough("\r\n\r\n")).startsWith("HTTP/1.1 101");
      raw.send("mine " + number + ";");
      assertThat(raw.readThrough("first;")).isEqualTo("first;");
      return raw.readThrough(";");
    }
  }

  private RawExchange handshake(TestAgent agent, String path, Person person) throws IOException {
    return new RawExchange(stack.api())
        .get(
            agent.proxy(path),
            person.cookie(),
            "Origin: " + person.origin(),
            "Connection: Upgrade",
            "Upgrade: websocket",
            "Sec-WebSocket-Version: 13",
            "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==");
  }

  private long streams() {
    URI metrics = URI.create("http://127.0.0.1:" + stack.ports().operations() + "/metrics");
    Matcher found = STREAMS.matcher(Plain.get(metrics).body());
    assertThat(found.find()).isTrue();
    return Long.parseLong(found.group(1));
  }
}
