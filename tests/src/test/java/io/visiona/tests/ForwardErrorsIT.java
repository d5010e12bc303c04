package io.visiona.tests;

import static org.assertj.core.api.Assertions.assertThat;

import io.visiona.launch.Person;
import io.visiona.tests.support.OnSplitStack;
import io.visiona.tests.support.RawExchange;
import io.visiona.tests.support.ScriptedTarget;
import io.visiona.tests.support.SplitStack;
import io.visiona.tests.support.Stack;
import io.visiona.tests.support.TestAgent;
import io.visiona.tests.support.TestAgent.Kind;
import java.io.OutputStream;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Each way in which an agent or what is behind it can fail, as the caller sees it. */
@OnSplitStack
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class ForwardErrorsIT {
  private static final CountDownLatch HELD = new CountDownLatch(1);
  private static final CountDownLatch CALLER_GONE = new CountDownLatch(1);

  private final Stack stack;
  private final ScriptedTarget target =
      new ScriptedTarget(
          Map.ofEntries(
              Map.entry("/silent", socket -> socket.getInputStream().read()),
              Map.entry("/garbage", ScriptedTarget.answer("this is not HTTP\r\n\r\n")),
              Map.entry(
                  "/two-lengths",
                  ScriptedTarget.answer(
                      "HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab")),
              Map.entry(
                  "/length-and-chunked",
                  ScriptedTarget.answer(
                      "HTTP/1.1 200 OK\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n")),
              Map.entry(
                  "/endless-head",
                  ScriptedTarget.answer(
                      "HTTP/1.1 200 OK\r\nX: " + "x".repeat(100_000) + "\r\n\r\n")),
              Map.entry(
                  "/cut-chunked",
                  ScriptedTarget.answer(
                      "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n")),
              Map.entry(
                  "/cut-length",
                  ScriptedTarget.answer("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhello")),
              Map.entry(
                  "/bad-chunk",
                  ScriptedTarget.answer(
                      "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nZZ\r\nhello\r\n0\r\n\r\n")),
              Map.entry(
                  "/held",
                  socket -> {
                    HELD.countDown();
                    socket.getInputStream().read();
                  }),
              Map.entry(
                  "/endless",
                  socket -> {
                    ScriptedTarget.write(
                        socket,
                        "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\ndata: 1\n\n");
                    socket.getInputStream().transferTo(OutputStream.nullOutputStream());
                  }),
              Map.entry(
                  "/until-gone",
                  socket -> {
                    ScriptedTarget.write(
                        socket,
                        "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\ndata: 1\n\n");
                    try {
                      // What the caller still sends does not matter; its going away ends the
                      // stream, by FIN or RST.
                      socket.getInputStream().transferTo(OutputStream.nullOutputStream());
                    } finally {
                      CALLER_GONE.countDown();
                    }
                  })));
  private Person alice;
  private TestAgent agent;

  ForwardErrorsIT(Stack stack) throws Exception {
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

  @ParameterizedTest
  @CsvSource({
    "/silent, 504, agent_timeout",
    "/garbage, 502, agent_bad_response",
    "/two-lengths, 502, agent_bad_response",
    "/length-and-chunked, 502, agent_bad_response",
    "/endless-head, 502, agent_bad_response",
  })
  void answerThatIsNone_isAnErrorOfItsOwn(String path, int status, String code) {
    HttpResponse<String> answer = alice.get(agent.proxy(path));
    assertThat(answer.statusCode()).isEqualTo(status);
    assertThat(Person.json(answer.body()).getJsonObject("error").getString("code")).isEqualTo(code);
  }

  @ParameterizedTest
  @CsvSource({"/cut-chunked", "/cut-length", "/bad-chunk"})
  void bodyThatBreaksOff_cutsTheCallersConnection(String path) throws Exception {
    try (RawExchange raw = new RawExchange(stack.api())) {
      raw.get(agent.proxy(path), alice.cookie());
      assertThat(raw.readThrough("\r\n\r\n")).startsWith("HTTP/1.1 200");
      RawExchange.Ending ending = raw.readToEnd();
      assertThat(ending.isCompleteChunked()).isFalse();
      assertThat(ending.bytes()).isLessThan(100);
    }
  }

  @Test
  void callerThatGoesAway_endsTheStreamAtTheAgent() throws Exception {
    try (RawExchange raw = new RawExchange(stack.api())) {
      raw.get(agent.proxy("/until-gone"), alice.cookie());
      raw.readThrough("data: 1\n\n");
    }
    assertThat(CALLER_GONE.await(15, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void agentWithAsManyRequestsAsItMayHave_isBusyForOneMore() throws Exception {
    List<RawExchange> running = new ArrayList<>();
    try (TestAgent busy =
        TestAgent.online(stack, alice, Kind.JAVA_YAMUX, "--target", target.uri().toString())) {
      for (int i = 0; i < SplitStack.STREAMS_PER_AGENT; i++) {
        RawExchange raw = new RawExchange(stack.api());
        running.add(raw);
        raw.get(busy.proxy("/endless"), alice.cookie()).readThrough("data: 1\n\n");
      }
      HttpResponse<String> refused = alice.get(busy.proxy("/healthz"));
      assertThat(refused.statusCode()).isEqualTo(503);
      assertThat(refused.headers().firstValue("Retry-After")).isPresent();
      assertThat(Person.json(refused.body()).getJsonObject("error").getString("code"))
          .isEqualTo("agent_busy");
      running.removeLast().close();
      Awaitility.await().until(() -> alice.get(busy.proxy("/healthz")).statusCode() == 200);
    } finally {
      for (RawExchange raw : running) {
        raw.close();
      }
    }
  }

  @Test
  void agentThatIsNotConnected_isOffline() throws Exception {
    try (TestAgent gone = TestAgent.online(stack, alice, Kind.JAVA_YAMUX)) {
      gone.kill();
      Awaitility.await().until(() -> !gone.isOnline());
      HttpResponse<String> answer = alice.get(gone.proxy("/healthz"));
      assertThat(answer.statusCode()).isEqualTo(503);
      assertThat(answer.body()).contains("agent_offline");
    }
  }

  @Test
  void agentLostBeforeItsAnswer_isUnreachable() throws Exception {
    try (TestAgent dying =
            TestAgent.online(stack, alice, Kind.JAVA_YAMUX, "--target", target.uri().toString());
        RawExchange raw = new RawExchange(stack.api())) {
      raw.get(dying.proxy("/held"), alice.cookie());
      assertThat(HELD.await(15, TimeUnit.SECONDS)).isTrue();
      dying.kill();
      assertThat(raw.readThrough("\r\n\r\n")).startsWith("HTTP/1.1 502");
    }
  }

  @Test
  void targetThatRefuses_isReportedByTheAgent() throws Exception {
    try (TestAgent lonely =
        TestAgent.online(stack, alice, Kind.JAVA_YAMUX, "--target", "http://127.0.0.1:1")) {
      assertThat(alice.get(lonely.proxy("/")).statusCode()).isEqualTo(502);
    }
  }

  @ParameterizedTest
  @CsvSource({"/%2e%2e/admin", "/a/../../x", "/a/%2E%2e/x", "/a\\b"})
  void pathThatIsAmbiguous_isRefused(String path) throws Exception {
    try (RawExchange raw = new RawExchange(stack.api())) {
      raw.get(agent.proxy(path), alice.cookie(), "Connection: close");
      assertThat(raw.readThrough("\r\n")).startsWith("HTTP/1.1 4");
    }
  }
}
