package io.visiona.tests;

import static org.assertj.core.api.Assertions.assertThat;

import io.visiona.launch.Person;
import io.visiona.tests.support.OnSharedStack;
import io.visiona.tests.support.Plain;
import io.visiona.tests.support.RawExchange;
import io.visiona.tests.support.Stack;
import io.visiona.tests.support.TestAgent;
import io.visiona.tests.support.TestAgent.Kind;
import jakarta.json.JsonObject;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.WebSocket;
import java.nio.file.Files;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * A person signs in, pairs an agent, and requests to the API come out at the agent: every make,
 * every transport.
 */
@OnSharedStack
final class ReachIT {

  @ParameterizedTest
  @EnumSource(Kind.class)
  void requestOfItsOwner_reachesTheAgent(Kind kind, Stack stack) throws Exception {
    try (Person alice = stack.signIn("alice");
        TestAgent agent = TestAgent.online(stack, alice, kind)) {
      assertThat(alice.get(agent.proxy("/healthz")).statusCode()).isEqualTo(200);

      String sent = "hello, agent";
      assertThat(
              alice
                  .client()
                  .send(
                      alice
                          .changing(agent.proxy("/echo"))
                          .POST(BodyPublishers.ofString(sent))
                          .build(),
                      BodyHandlers.ofString())
                  .body())
          .isEqualTo(sent);
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = Kind.class,
      names = {"JAVA_YAMUX", "GO_WEBSOCKET"})
  void requestOfSomebodyElse_seesNothing(Kind kind, Stack stack) throws Exception {
    try (Person alice = stack.signIn("alice");
        Person bob = stack.signIn("bob");
        TestAgent agent = TestAgent.online(stack, alice, kind)) {
      assertThat(bob.get(agent.proxy("/healthz")).statusCode()).isEqualTo(404);
      assertThat(bob.get("/api/agents/" + agent.id()).statusCode()).isEqualTo(404);
      assertThat(bob.agents()).isEmpty();
      assertThat(Plain.get(agent.url("/healthz")).statusCode()).isEqualTo(401);
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = Kind.class,
      names = {"JAVA_YAMUX", "JAVA_WEBSOCKET", "GO_WEBSOCKET"})
  void agent_neverSeesTheCookieOrTheCredentials(Kind kind, Stack stack) throws Exception {
    try (Person alice = stack.signIn("alice");
        TestAgent agent = TestAgent.online(stack, alice, kind)) {
      String seen =
          alice
              .client()
              .send(
                  alice
                      .request(agent.proxy("/headers"))
                      .header("Authorization", "Bearer of-the-browser")
                      .header("X-Forwarded-For", "203.0.113.9")
                      .build(),
                  BodyHandlers.ofString())
              .body();
      String value = alice.cookie().substring(alice.cookie().indexOf('=') + 1);
      assertThat(seen).doesNotContain(value).doesNotContain("of-the-browser");
      JsonObject headers = Person.json(seen.toLowerCase(java.util.Locale.ROOT));
      assertThat(headers.toString())
          .contains("x-request-id")
          .contains("traceparent")
          .contains("x-forwarded-for");
    }
  }

  @Test
  void traceStateOfTheCaller_reachesTheAgentWithItsTraceOnly(Stack stack) throws Exception {
    try (Person alice = stack.signIn("alice");
        TestAgent agent = TestAgent.online(stack, alice, Kind.JAVA_YAMUX)) {
      for (String trace :
          List.of("00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01", "nonsense")) {
        String seen =
            alice
                .client()
                .send(
                    alice
                        .request(agent.proxy("/headers"))
                        .header("traceparent", trace)
                        .header("tracestate", "theirs=1")
                        .build(),
                    BodyHandlers.ofString())
                .body();
        assertThat(seen.contains("theirs=1")).isEqualTo(!trace.equals("nonsense"));
        assertThat(seen.contains(trace)).isEqualTo(!trace.equals("nonsense"));
      }
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = Kind.class,
      names = {"JAVA_YAMUX", "JAVA_WEBSOCKET", "GO_WEBSOCKET"})
  void serverSentEvent_arrivesBeforeTheNextIsMade(Kind kind, Stack stack) throws Exception {
    try (Person alice = stack.signIn("alice");
        TestAgent agent = TestAgent.online(stack, alice, kind);
        RawExchange raw = new RawExchange(stack.api())) {
      // The second event is half a minute away: only a first one that is passed on at once can be
      // read.
      raw.get(agent.proxy("/events?count=2&interval_ms=30000"), alice.cookie());
      assertThat(raw.readThrough("\n\n")).contains("text/event-stream").contains("data:");
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = Kind.class,
      names = {"JAVA_YAMUX", "JAVA_WEBSOCKET"})
  void webSocketOfTheBrowser_isCarriedThrough(Kind kind, Stack stack) throws Exception {
    try (Person alice = stack.signIn("alice");
        TestAgent agent = TestAgent.online(stack, alice, kind)) {
      URI target = URI.create(agent.url("/ws").toString().replaceFirst("^http", "ws"));
      CompletableFuture<String> echoed = new CompletableFuture<>();
      WebSocket socket =
          HttpClient.newHttpClient()
              .newWebSocketBuilder()
              .header("Cookie", alice.cookie())
              .header("Origin", alice.origin())
              .buildAsync(target, new Echo(echoed))
              .get(20, TimeUnit.SECONDS);
      socket.sendText("through the tunnel", true).get(20, TimeUnit.SECONDS);
      assertThat(echoed.get(20, TimeUnit.SECONDS)).isEqualTo("through the tunnel");
      socket.abort();
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = Kind.class,
      names = {"JAVA_YAMUX"})
  void credentials_areInNoLog(Kind kind, Stack stack) throws Exception {
    try (Person alice = stack.signIn("alice");
        TestAgent agent = TestAgent.online(stack, alice, kind)) {
      String code = alice.pairingCode("log", true);
      JsonObject paired = TestAgent.exchange(stack, code, "log");
      String token = paired.getString("session_token");
      Plain.get(URI.create(stack.tunnel() + "/tunnel/connect?token=" + token));
      assertThat(alice.get(agent.proxy("/healthz")).statusCode()).isEqualTo(200);

      String logs = Files.readString(stack.apiServer().console()) + Files.readString(agent.log());
      String cookie = alice.cookie().substring(alice.cookie().indexOf('=') + 1);
      assertThat(logs).doesNotContain(code).doesNotContain(token).doesNotContain(cookie);
    }
  }

  private record Echo(CompletableFuture<String> first) implements WebSocket.Listener {
    @Override
    public CompletionStage<?> onText(WebSocket socket, CharSequence data, boolean last) {
      first.complete(data.toString());
      return WebSocket.Listener.super.onText(socket, data, last);
    }

    @Override
    public void onError(WebSocket socket, Throwable error) {
      first.completeExceptionally(error);
    }
  }
}
