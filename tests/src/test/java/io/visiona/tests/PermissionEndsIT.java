package io.visiona.tests;

import static org.assertj.core.api.Assertions.assertThat;

import io.visiona.launch.Person;
import io.visiona.tests.support.OnSharedStack;
import io.visiona.tests.support.RawExchange;
import io.visiona.tests.support.ScriptedTarget;
import io.visiona.tests.support.Stack;
import io.visiona.tests.support.TestAgent;
import io.visiona.tests.support.TestAgent.Kind;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Whatever is open to an agent ends soon after the permission it was begun with. */
@OnSharedStack
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class PermissionEndsIT {
  /** A second, and half of one for a busy machine. */
  private static final Duration WITHIN = Duration.ofMillis(1500);

  /** Whose sessions no other test has. */
  private static final String PERSON = "user-22";

  private static final int LENGTH = 1_000_000;

  /** The beginning of a close frame with 4401. */
  private static final String CLOSED_4401 = "\u00111";

  private final Stack stack;
  private final ScriptedTarget target =
      new ScriptedTarget(
          Map.of(
              "/events",
              stays(
                  "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\nevent: first\ndata: {}\n\n"),
              "/download",
              stays(
                  "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: "
                      + LENGTH
                      + "\r\n\r\nfirst"),
              "/socket",
              stays(
                  "HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
                      + "\r\n\u0081\u0005first")));
  private Person bob;
  private TestAgent agent;

  PermissionEndsIT(Stack stack) throws IOException {
    this.stack = stack;
  }

  private static ScriptedTarget.Script stays(String beginning) {
    return socket -> {
      ScriptedTarget.write(socket, beginning);
      socket.getInputStream().transferTo(OutputStream.nullOutputStream());
    };
  }

  @BeforeAll
  void pair() throws IOException {
    bob = stack.signIn(PERSON);
    agent = newAgent();
  }

  private TestAgent newAgent() throws IOException {
    return TestAgent.online(stack, bob, Kind.JAVA_YAMUX, "--target", target.uri().toString());
  }

  @AfterAll
  void stop() throws IOException {
    agent.close();
    bob.close();
    target.close();
  }

  private enum Cause {
    SIGNED_OUT("signed_out"),
    ENDED_ELSEWHERE("ended_elsewhere"),
    PROXY_FORBIDDEN("proxy_not_allowed"),
    AGENT_REVOKED("agent_revoked");

    private final String reason;

    Cause(String reason) {
      this.reason = reason;
    }
  }

  @ParameterizedTest
  @EnumSource(Cause.class)
  void everythingOpen_endsWithin1s(Cause cause) throws Exception {
    try (Person again = stack.signIn(PERSON);
        RawExchange events = open(again, "/events", "data: {}\n\n");
        RawExchange download = open(again, "/download", "first");
        RawExchange socket = open(again, "/socket", "first", upgrade())) {
      end(cause, again);
      long began = System.nanoTime();
      String said = readToEnd(events.socket());
      String closed = readToEnd(socket.socket());
      RawExchange.Ending ending = download.readToEnd();
      assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(WITHIN);
      assertThat(said)
          .contains("event: session_ended\ndata: {\"reason\":\"" + cause.reason + "\"}\n\n")
          .as("an agent's answer that is cut does not look whole")
          .doesNotEndWith("0\r\n\r\n");
      assertThat(closed).startsWith("\u0088").contains(CLOSED_4401);
      assertThat(ending.bytes()).isLessThan(LENGTH);
    } finally {
      if (cause == Cause.PROXY_FORBIDDEN) {
        allowProxy(true);
      } else if (cause == Cause.AGENT_REVOKED) {
        agent.close();
        agent = newAgent();
      }
    }
  }

  private void end(Cause cause, Person again) {
    int status =
        switch (cause) {
          case SIGNED_OUT -> again.post("/api/auth/logout", "").statusCode();
          case ENDED_ELSEWHERE -> bob.delete("/api/auth/sessions").statusCode();
          case PROXY_FORBIDDEN -> allowProxy(false);
          case AGENT_REVOKED -> bob.delete("/api/agents/" + agent.id()).statusCode();
        };
    assertThat(status).isBetween(200, 204);
  }

  private int allowProxy(boolean allowed) {
    return bob.send(
            bob.changing("/api/agents/" + agent.id())
                .method("PATCH", BodyPublishers.ofString("{\"allow_proxy\":" + allowed + "}"))
                .build())
        .statusCode();
  }

  private String[] upgrade() {
    return new String[] {
      "Origin: " + bob.origin(),
      "Connection: Upgrade",
      "Upgrade: websocket",
      "Sec-WebSocket-Version: 13",
      "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ=="
    };
  }

  private RawExchange open(Person person, String path, String through, String... headers)
      throws IOException {
    RawExchange raw = new RawExchange(stack.api());
    raw.get(agent.proxy(path), person.cookie(), headers).readThrough(through);
    return raw;
  }

  private static String readToEnd(Socket socket) throws IOException {
    socket.setSoTimeout((int) WITHIN.toMillis());
    try (InputStream in = socket.getInputStream()) {
      return new String(in.readAllBytes(), StandardCharsets.ISO_8859_1);
    }
  }
}
