package io.visiona.tests;

import static org.assertj.core.api.Assertions.assertThat;

import io.visiona.launch.Person;
import io.visiona.tests.support.OnSharedStack;
import io.visiona.tests.support.Plain;
import io.visiona.tests.support.RawExchange;
import io.visiona.tests.support.Stack;
import io.visiona.tests.support.TestAgent;
import jakarta.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What {@code /tunnel/connect} answers before an upgrade, and which path exists on which port. */
@OnSharedStack
final class ConnectIT {

  @Test
  void credentialThatIsNotValid_isAlwaysTheSame401(Stack stack) throws Exception {
    try (Person alice = stack.signIn("alice")) {
      JsonObject revoked =
          TestAgent.exchange(stack, alice.pairingCode("revoked", false), "revoked");
      assertThat(alice.delete("/api/agents/" + revoked.getString("agent_id")).statusCode())
          .isBetween(200, 204);
      List<RawExchange.Answer> answers =
          List.of(
              connect(stack, null, "yamux"),
              connect(stack, "unknown", "yamux"),
              connect(stack, "x".repeat(5000), "yamux"),
              connect(stack, revoked.getString("session_token"), "yamux"),
              connect(stack, revoked.getString("session_token"), null),
              RawExchange.ask(stack.tunnel(), "/tunnel/connect?token=unknown", null, "yamux"));
      List<JsonObject> bodies = new ArrayList<>();
      for (RawExchange.Answer answer : answers) {
        assertThat(answer.status()).isEqualTo(401);
        bodies.add(Person.json(answer.body()).getJsonObject("error"));
      }
      assertThat(bodies).extracting(body -> body.getString("code")).containsOnly("unauthenticated");
      assertThat(bodies)
          .extracting(body -> body.getString("message"))
          .hasSize(6)
          .containsOnly(bodies.getFirst().getString("message"));
    }
  }

  @Test
  void requestWithoutUpgrade_is426AndNamesBothTransports(Stack stack) throws Exception {
    try (Person alice = stack.signIn("alice")) {
      JsonObject paired = TestAgent.exchange(stack, alice.pairingCode("426", false), "no upgrade");
      RawExchange.Answer answer = connect(stack, paired.getString("session_token"), null);
      assertThat(answer.status()).isEqualTo(426);
      assertThat(answer.head()).containsIgnoringCase("\r\nUpgrade: websocket, yamux\r\n");
    }
  }

  @Test
  void internalPaths_doNotExistOnTheTunnelPort(Stack stack) {
    for (String path :
        List.of(
            "/internal/sessions",
            "/internal/session/x",
            "/internal/link",
            "/internal/forward/http",
            "/health/ready")) {
      assertThat(Plain.get(URI.create(stack.tunnel() + path)).statusCode()).as(path).isEqualTo(404);
    }
  }

  @Test
  void tunnelPaths_doNotExistOnTheInternalPort(Stack stack) {
    for (String path : List.of("/tunnel/connect", "/relay/status")) {
      assertThat(Plain.get(internal(stack, path)).statusCode()).as(path).isEqualTo(404);
    }
  }

  @Test
  void internalCallWithoutServiceToken_is401(Stack stack) {
    for (String path :
        List.of(
            "/internal/sessions", "/internal/session/x", "/internal/link", "/internal/nothing")) {
      assertThat(Plain.get(internal(stack, path)).statusCode()).as(path).isEqualTo(401);
      assertThat(Plain.get(internal(stack, path), "Authorization", "Bearer a.b.c").statusCode())
          .as(path)
          .isEqualTo(401);
    }
    assertThat(Plain.post(internal(stack, "/internal/forward/http"), "{}").statusCode())
        .isEqualTo(401);
  }

  @Test
  void introspection_isOnTheInternalPortOnlyAndNeedsAServiceToken(Stack stack) {
    String body = "{\"token\":\"x\"}";
    assertThat(Plain.post(stack.api().resolve("/internal/introspect"), body).statusCode())
        .isEqualTo(404);
    URI internal =
        URI.create("http://127.0.0.1:" + stack.ports().apiInternal() + "/internal/introspect");
    for (String[] credentials :
        new String[][] {{}, {"Authorization", "Bearer a.b.c"}, {"Authorization", "Basic YTpi"}}) {
      var answer = Plain.post(internal, body, credentials);
      assertThat(answer.statusCode()).isEqualTo(401);
      assertThat(Person.json(answer.body()).getJsonObject("error").getString("code"))
          .isEqualTo("unauthenticated");
    }
  }

  @Test
  void healthz_answersOnBothPorts(Stack stack) {
    assertThat(Plain.get(URI.create(stack.tunnel() + "/healthz")).body())
        .isEqualTo("{\"status\":\"ok\"}");
    assertThat(Plain.get(internal(stack, "/healthz")).body()).isEqualTo("{\"status\":\"ok\"}");
  }

  @Test
  void status_tellsCountsOnly(Stack stack) {
    JsonObject status = Person.json(Plain.get(URI.create(stack.tunnel() + "/relay/status")).body());
    assertThat(status.toString()).doesNotContain("127.0.0.1").doesNotContain("token");
    assertThat(status.keySet()).contains("streams");
  }

  @Test
  void headersThatNeverEnd_areGivenTenSeconds(Stack stack) throws IOException {
    List<RawExchange> slow = new ArrayList<>();
    for (int port :
        new int[] {
          stack.ports().api(),
          stack.ports().apiInternal(),
          stack.ports().tunnel(),
          stack.ports().relayInternal()
        }) {
      slow.add(
          new RawExchange(URI.create("http://127.0.0.1:" + port))
              .send("GET /healthz HTTP/1.1\r\nHost: x\r\nX-Slow: "));
    }
    long began = System.nanoTime();
    for (RawExchange connection : slow) {
      connection.readToEnd();
      connection.close();
    }
    assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(20));
  }

  private static URI internal(Stack stack, String path) {
    return URI.create("http://127.0.0.1:" + stack.ports().relayInternal() + path);
  }

  /** By socket, because Java's client does not let callers set Connection and Upgrade. */
  private static RawExchange.Answer connect(
      Stack stack,
      @org.jspecify.annotations.Nullable String token,
      @org.jspecify.annotations.Nullable String upgrade)
      throws IOException {
    return RawExchange.ask(stack.tunnel(), "/tunnel/connect", token, upgrade);
  }
}
