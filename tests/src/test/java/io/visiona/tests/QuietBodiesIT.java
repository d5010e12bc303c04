package io.visiona.tests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.visiona.launch.Person;
import io.visiona.tests.support.Proc;
import io.visiona.tests.support.RawExchange;
import io.visiona.tests.support.ScriptedTarget;
import io.visiona.tests.support.Stack;
import io.visiona.tests.support.TestAgent;
import io.visiona.tests.support.TestAgent.Kind;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Bodies that stand still, against a server that waits little for those who send and read. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@SuppressWarnings("NullAway.Init") // made before all tests
final class QuietBodiesIT {
  private static final Duration IDLE = Duration.ofSeconds(4);

  /** The beginning of one that says its length, and of one in chunks. */
  private static final Map<String, String> BODIES =
      Map.of(
          "sized",
          "Content-Length: 100000\r\n\r\n" + "x".repeat(20_000),
          "small",
          "Content-Length: 100\r\n\r\nxxx",
          "chunked",
          "Transfer-Encoding: chunked\r\n\r\n3\r\nxxx\r\n");

  private final AtomicLong poured = new AtomicLong();
  private ScriptedTarget target;
  private Stack stack;
  private Person alice;
  private TestAgent agent;

  @BeforeAll
  void start(@TempDir Path folder) throws IOException {
    target =
        new ScriptedTarget(
            Map.of(
                "/silent", QuietBodiesIT::listen,
                "/quiet/silent", QuietBodiesIT::listen,
                "/pauses", QuietBodiesIT::pause,
                "/pours", this::pour));
    Path routes =
        Files.writeString(
            folder.resolve("routes.yaml"),
            "routes:\n  - {path: /quiet/*, service: quiet, url: \""
                + target.uri()
                + "\", auth_required: false, rate_limit: none}\n");
    stack =
        Stack.allInOne(
            Map.of(
                "visiona.http.idle-timeout",
                IDLE.toSeconds() + "s",
                "visiona.gateway.routes",
                routes.toString()));
    alice = stack.signIn("alice");
    agent = TestAgent.online(stack, alice, Kind.JAVA_YAMUX, "--target", target.uri().toString());
  }

  @AfterAll
  void stop() throws IOException {
    agent.close();
    alice.close();
    stack.close();
    target.close();
  }

  private static void listen(Socket socket) throws IOException {
    socket.getInputStream().transferTo(OutputStream.nullOutputStream());
  }

  /** Half of an answer, and the other when those who send or read would have been given up. */
  private static void pause(Socket socket) throws IOException {
    ScriptedTarget.write(socket, "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhalf ");
    long began = System.nanoTime();
    await()
        .atMost(Duration.ofMinutes(1))
        .until(() -> System.nanoTime() - began > IDLE.plusSeconds(2).toNanos());
    ScriptedTarget.write(socket, "full");
  }

  private void pour(Socket socket) throws IOException {
    ScriptedTarget.write(socket, "HTTP/1.1 200 OK\r\nContent-Length: 9000000000\r\n\r\n");
    byte[] block = new byte[8192];
    while (true) {
      socket.getOutputStream().write(block);
      poured.addAndGet(block.length);
    }
  }

  private String post(String path) {
    return "POST "
        + path
        + " HTTP/1.1\r\nHost: "
        + stack.api().getAuthority()
        + "\r\nOrigin: "
        + alice.origin()
        + "\r\nX-CSRF: 1\r\nCookie: "
        + alice.cookie()
        + "\r\n";
  }

  @ParameterizedTest
  @ValueSource(strings = {"sized", "small", "chunked"})
  void uploadToAnAgent_thatStandsStill_isToldSo(String how) throws Exception {
    try (RawExchange raw = new RawExchange(stack.api())) {
      raw.send(post(agent.proxy("/silent")) + BODIES.get(how));
      assertThat(raw.readThrough("}"))
          .startsWith("HTTP/1.1 408")
          .contains("request_timeout")
          .containsIgnoringCase("Connection: close");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"sized", "small", "chunked"})
  void uploadToAService_thatStandsStill_isToldSo(String how) throws Exception {
    try (RawExchange raw = new RawExchange(stack.api())) {
      raw.send(post("/gateway/quiet/silent") + BODIES.get(how));
      assertThat(raw.readThrough("}"))
          .startsWith("HTTP/1.1 408")
          .contains("REQUEST_TIMEOUT")
          .containsIgnoringCase("Connection: close");
    }
  }

  /** It is the caller who is waited for so little; an agent's answer has another bound. */
  @Test
  void answerOfAnAgent_thatStandsStill_isWaitedFor() throws Exception {
    try (RawExchange raw = new RawExchange(stack.api())) {
      raw.get(agent.proxy("/pauses"), alice.cookie());
      assertThat(raw.readThrough("full")).startsWith("HTTP/1.1 200").endsWith("half full");
    }
  }

  @Test
  void downloadThatNobodyTakes_isEnded() throws Exception {
    try (RawExchange raw = new RawExchange(stack.api())) {
      raw.get(agent.proxy("/pours"), alice.cookie()).readThrough("\r\n\r\n");
      AtomicLong last = new AtomicLong(-1);
      await("everything on the way is full")
          .atMost(Duration.ofSeconds(30))
          .pollInterval(Duration.ofMillis(500))
          .until(() -> last.getAndSet(poured.get()) == poured.get());
      await("the server has closed its end")
          .atMost(IDLE.plusSeconds(15))
          .until(() -> !Proc.isHeld(stack.ports().api(), raw.socket().getLocalPort()));
    }
  }
}
