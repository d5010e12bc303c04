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
import java.net.Socket;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * What flows from an agent ends when its permission does: within a second, and each kind its way.
 */
@OnSharedStack
final class ProxiedEndsIT {
  /** A second, and what a busy machine may need to say so. */
  private static final int WITHIN_MILLIS = 1500;

  private static final Map<String, ScriptedTarget.Script> STREAMS =
      Map.of(
          "/events",
          socket -> {
            ScriptedTarget.write(
                socket,
                "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\ndata: first\n\n");
            stay(socket);
          },
          "/download",
          socket -> {
            ScriptedTarget.write(socket, "HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\n\r\nfirst");
            stay(socket);
          },
          "/ws",
          socket -> {
            ScriptedTarget.write(
                socket,
                "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                    + "Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n\r\n\u0081\u0005first");
            stay(socket);
          });

  private static void stay(Socket socket) throws IOException {
    while (socket.getInputStream().read() >= 0) {
      // It says nothing more.
    }
  }

  /** How a permission ends. */
  private enum End {
    SIGNED_OUT("signed_out") {
      @Override
      void happen(Person owner, Person watcher, TestAgent agent) {
        assertThat(watcher.post("/api/auth/logout", "").statusCode()).isEqualTo(200);
      }
    },
    PROXY_FORBIDDEN("proxy_not_allowed") {
      @Override
      void happen(Person owner, Person watcher, TestAgent agent) {
        assertThat(
                owner
                    .send(
                        owner
                            .changing("/api/agents/" + agent.id())
                            .method("PATCH", BodyPublishers.ofString("{\"allow_proxy\":false}"))
                            .build())
                    .statusCode())
            .isEqualTo(200);
      }
    },
    REVOKED("agent_revoked") {
      @Override
      void happen(Person owner, Person watcher, TestAgent agent) {
        assertThat(owner.delete("/api/agents/" + agent.id()).statusCode()).isBetween(200, 204);
      }
    };

    private final String reason;

    End(String reason) {
      this.reason = reason;
    }

    abstract void happen(Person owner, Person watcher, TestAgent agent);
  }

  @ParameterizedTest
  @EnumSource(End.class)
  void streams_endWithTheirPermission(End end, Stack stack) throws Exception {
    try (ScriptedTarget target = new ScriptedTarget(STREAMS);
        Person owner = stack.signIn("alice");
        Person watcher = stack.signIn("alice");
        TestAgent agent =
            TestAgent.online(stack, owner, Kind.JAVA_YAMUX, "--target", target.uri().toString());
        RawExchange events = open(stack, watcher, agent, "/events");
        RawExchange download = open(stack, watcher, agent, "/download");
        RawExchange socket = open(stack, watcher, agent, "/ws")) {
      long began = System.nanoTime();
      end.happen(owner, watcher, agent);

      assertThat(events.readThrough("session_ended\ndata: {\"reason\":\"" + end.reason + "\"}\n\n"))
          .isNotEmpty();
      assertThat(socket.readThrough("\u0088\u0002\u00111")).as("close 4401").isNotEmpty();
      assertThat(download.readToEnd().bytes()).isLessThan(1_000_000);
      events.readToEnd();
      socket.readToEnd();
      assertThat(Duration.ofNanos(System.nanoTime() - began).toMillis()).isLessThan(WITHIN_MILLIS);
    }
  }

  private static RawExchange open(Stack stack, Person person, TestAgent agent, String path)
      throws IOException {
    RawExchange raw = new RawExchange(stack.api());
    String[] headers =
        path.equals("/ws")
            ? new String[] {
              "Origin: " + person.origin(),
              "Connection: Upgrade",
              "Upgrade: websocket",
              "Sec-WebSocket-Version: 13",
              "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ=="
            }
            : new String[0];
    raw.get(agent.proxy(path), person.cookie(), headers);
    String seen = raw.readThrough("first");
    assertThat(seen).startsWith("HTTP/1.1 " + (path.equals("/ws") ? "101" : "200"));
    return raw;
  }
}
