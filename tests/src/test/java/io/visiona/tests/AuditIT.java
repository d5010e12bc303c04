package io.visiona.tests;

import static org.assertj.core.api.Assertions.assertThat;

import io.visiona.launch.Person;
import io.visiona.tests.support.OnSharedStack;
import io.visiona.tests.support.Stack;
import io.visiona.tests.support.TestAgent;
import io.visiona.tests.support.TestAgent.Kind;
import jakarta.json.JsonObject;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** What people do is put on record, and shown to them alone. */
@OnSharedStack
final class AuditIT {

  @Test
  void whatAPersonDoes_isInTheirAuditLog_withWhoAndWhereAndWhatCameOfIt_andWithoutASecret(
      Stack stack) throws Exception {
    try (Person anna = stack.signIn("user-18");
        Person ben = stack.signIn("user-19");
        TestAgent agent = TestAgent.online(stack, anna, Kind.JAVA_YAMUX)) {
      String path = "/api/agents/" + agent.id();
      change(anna, path, "{\"label\":\"on record\"}");
      int scanned = anna.post(path + "/devices/scan?why=secret-of-a-query", "{}").statusCode();
      int refused = change(ben, path, "{\"label\":\"not theirs\"}");
      anna.post(path + "/token", "{}");

      List<JsonObject> hers =
          Awaitility.await()
              .atMost(Duration.ofSeconds(10))
              .until(() -> all(anna), seen -> seen.toString().contains("agent.renew_token"));
      JsonObject pair = one(hers, "agent.pair");
      assertThat(pair.getString("actor")).isEqualTo("agent");
      assertThat(pair.getString("thing")).isEqualTo(agent.id());
      assertThat(one(hers, "session.sign_in").getString("outcome")).isEqualTo("done");
      assertThat(one(hers, "pairing_code.make").isNull("thing")).isFalse();
      JsonObject call = one(hers, "agent.call");
      assertThat(call.getString("detail")).isEqualTo("POST devices/scan");
      assertThat(call.getInt("status")).isEqualTo(scanned);
      assertThat(call.getString("thing")).isEqualTo(agent.id());
      JsonObject renamed = one(hers, "agent.change");
      assertThat(renamed.getInt("status")).isEqualTo(200);
      assertThat(renamed.getString("address")).isEqualTo("127.0.0.1");
      assertThat(renamed.getString("session_id"))
          .isEqualTo(one(hers, "session.sign_in").getString("session_id"));

      assertThat(refused).isEqualTo(404);
      List<JsonObject> his =
          Awaitility.await()
              .atMost(Duration.ofSeconds(10))
              .until(() -> all(ben), seen -> seen.toString().contains("agent.change"));
      assertThat(one(his, "agent.change").getString("outcome")).isEqualTo("refused");
      assertThat(his).noneMatch(event -> event.getString("action").equals("agent.pair"));
      assertThat(hers.toString() + his).doesNotContain("secret-of-a-query", anna.cookie());
    }
  }

  @Test
  void pages_goOnWhereTheLastEnded(Stack stack) {
    try (Person anna = stack.signIn("user-20")) {
      for (int i = 0; i < 3; i++) {
        assertThat(anna.post("/api/pairing/tokens", "{}").statusCode()).isEqualTo(201);
      }
      Awaitility.await().atMost(Duration.ofSeconds(10)).until(() -> all(anna).size() >= 4);
      JsonObject first = Person.json(anna.get("/api/audit?limit=2").body());
      JsonObject second =
          Person.json(anna.get("/api/audit?limit=2&cursor=" + first.getString("next")).body());
      assertThat(first.getJsonArray("items")).hasSize(2);
      assertThat(second.getJsonArray("items"))
          .hasSize(2)
          .doesNotContainAnyElementsOf(first.getJsonArray("items"));
    }
  }

  private static int change(Person person, String path, String json) throws Exception {
    return person
        .client()
        .send(
            person.changing(path).method("PATCH", BodyPublishers.ofString(json)).build(),
            HttpResponse.BodyHandlers.ofString())
        .statusCode();
  }

  private static List<JsonObject> all(Person person) {
    JsonObject page = Person.json(person.get("/api/audit").body());
    return new ArrayList<>(page.getJsonArray("items").getValuesAs(JsonObject.class));
  }

  /** The last of that kind. */
  private static JsonObject one(List<JsonObject> events, String action) {
    return events.stream()
        .filter(event -> event.getString("action").equals(action))
        .findFirst()
        .orElseThrow(() -> new AssertionError(action + " is not in " + events));
  }
}
