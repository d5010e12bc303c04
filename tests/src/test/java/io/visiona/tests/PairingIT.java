package io.visiona.tests;

import static org.assertj.core.api.Assertions.assertThat;

import io.visiona.launch.Person;
import io.visiona.tests.support.OnSharedStack;
import io.visiona.tests.support.Plain;
import io.visiona.tests.support.RawExchange;
import io.visiona.tests.support.Stack;
import io.visiona.tests.support.TestAgent;
import io.visiona.tests.support.TestAgent.Kind;
import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** Pairing over real HTTP: one code, one agent; revoked means gone. */
@OnSharedStack
final class PairingIT {
  private static final int AT_ONCE = 16;

  @Test
  void simultaneousExchangesOfOneCode_makeExactlyOneAgent(Stack stack) throws Exception {
    try (Person alice = stack.signIn("alice");
        ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
      int before = alice.agents().size();
      String code = alice.pairingCode("race", false);
      String body =
          Json.createObjectBuilder()
              .add("code", code)
              .add("name", "race")
              .add("platform", "test")
              .build()
              .toString();
      Callable<Integer> exchange =
          () -> Plain.post(stack.api().resolve("/api/pairing/exchange"), body).statusCode();
      List<Integer> statuses = new ArrayList<>();
      for (Future<Integer> answer : callers.invokeAll(Collections.nCopies(AT_ONCE, exchange))) {
        statuses.add(answer.get());
      }
      assertThat(statuses).containsOnlyOnce(201);
      assertThat(statuses).filteredOn(status -> status != 201).containsOnly(409);
      assertThat(alice.agents()).hasSize(before + 1);
    }
  }

  @Test
  void revokedAgent_losesItsTunnelWithinASecond_andItsToken(Stack stack) throws Exception {
    try (Person alice = stack.signIn("alice");
        TestAgent agent = TestAgent.online(stack, alice, Kind.JAVA_YAMUX)) {
      assertThat(alice.delete("/api/agents/" + agent.id()).statusCode()).isBetween(200, 204);
      Awaitility.await()
          .atMost(Duration.ofSeconds(20))
          .untilAsserted(() ->
              assertThat(agent.process().isAlive())
                  .as("an agent that is told 401 stops for good")
                  .isFalse());
      assertThat(alice.get(agent.proxy("/healthz")).statusCode()).isEqualTo(404);
    }
  }

  @Test
  void newToken_revokesTheOldOne(Stack stack) throws Exception {
    try (Person alice = stack.signIn("alice")) {
      JsonObject paired = TestAgent.exchange(stack, alice.pairingCode("token", false), "token");
      JsonObject renewed =
          Person.json(
              alice.post("/api/agents/" + paired.getString("agent_id") + "/token", "{}").body());
      assertThat(
              RawExchange.ask(
                      stack.tunnel(), "/tunnel/connect", paired.getString("session_token"), null)
                  .status())
          .isEqualTo(401);
      assertThat(
              RawExchange.ask(
                      stack.tunnel(), "/tunnel/connect", renewed.getString("session_token"), null)
                  .status())
          .isEqualTo(426);
    }
  }
}
