package io.visiona.tests.conversion;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.visiona.launch.Person;
import io.visiona.tests.support.RawExchange;
import io.visiona.tests.support.ScriptedConverter;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import jakarta.json.JsonObject;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** The server dies in the middle of a conversion: nothing is lost, and nothing waits for ever. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class ConversionKillIT {
  /** A lease of a dead server has to end first: 15 s and the time-out of 2 s. */
  private static final Duration BACK = Duration.ofSeconds(40);

  /** The embedded H2 writes half a second after a commit; what is tested here is what PostgreSQL promises. */
  private final EmbeddedPostgres postgres;

  private final World world;

  ConversionKillIT() throws IOException {
    postgres = EmbeddedPostgres.start();
    world = new World(Map.of("VISIONA_DB_URL", postgres.getJdbcUrl("postgres", "postgres"), "VISIONA_DB_USER", "postgres"));
  }

  @AfterAll
  void stop() throws IOException {
    world.close();
    postgres.close();
  }

  @BeforeEach
  void reset() {
    world.converter.reset();
  }

  @Test
  void serverKilledInMidConversion_goesOnAskingWhenItIsBack() {
    String id;
    String job;
    try (Person alice = world.stack.signIn("alice")) {
      id = Client.begin(alice, "surviving");
      await().atMost(BACK).until(() -> !world.converter.polls.isEmpty());
      job = world.converter.polls.getLast();
      world.converter.job(job, ScriptedConverter.standing("running", 30));
      await().atMost(BACK).until(() -> Client.get(alice, id).getInt("progress") == 30);
    }
    kill();
    world.converter.job(job, ScriptedConverter.succeeded());
    restart();
    try (Person alice = world.stack.signIn("alice")) {
      await().atMost(BACK).untilAsserted(() -> assertThat(Client.get(alice, id).getString("status")).isEqualTo("succeeded"));
      assertThat(alice.post("/api/conversions/" + id + "/promote", "{}").statusCode()).isEqualTo(200);
    }
  }

  @Test
  void serverKilledBeforeTheConverterHeardOfACancellation_tellsItLater() {
    String job;
    try (Person alice = world.stack.signIn("alice")) {
      String id = Client.begin(alice, "cancelled");
      await().atMost(BACK).until(() -> !world.converter.polls.isEmpty());
      job = world.converter.polls.getLast();
      world.converter.goAway();
      assertThat(alice.delete("/api/conversions/" + id).statusCode()).isEqualTo(204);
    }
    kill();
    world.converter.comeBack();
    restart();
    await().atMost(BACK).untilAsserted(() -> assertThat(world.converter.deleted).contains(job));
  }

  @Test
  void serverKilledInMidUpload_leavesAConversionThatFails_notOneThatIsQueuedForEver() throws Exception {
    try (Person alice = world.stack.signIn("alice");
        RawExchange raw = new RawExchange(world.stack.api())) {
      raw.send(beginning(alice));
      await().atMost(BACK).until(() -> Client.list(alice).stream().anyMatch(each -> each.getString("name").equals("interrupted")));
      await().atMost(BACK).until(() -> world.converter.arrived.get() > 0);
      kill();
    }
    await().atMost(BACK).untilAsserted(() -> assertThat(world.converter.received).hasSize(1));
    assertThat(world.converter.received.getFirst().whole()).as("the converter must not take a part for the whole").isFalse();
    restart();
    try (Person alice = world.stack.signIn("alice")) {
      await().atMost(BACK).untilAsserted(() -> assertThat(interrupted(alice).getString("status")).isEqualTo("failed"));
      assertThat(interrupted(alice).getString("message")).contains("send the file again");
    }
  }

  private static JsonObject interrupted(Person alice) {
    return Client.list(alice).stream().filter(each -> each.getString("name").equals("interrupted")).findFirst().orElseThrow();
  }

  private String beginning(Person alice) {
    String head =
        String.join(
            "\r\n",
            List.of(
                "POST /api/conversions HTTP/1.1",
                "Host: 127.0.0.1:" + world.stack.ports().api(),
                "Cookie: " + alice.cookie(),
                "X-CSRF: 1",
                "Origin: " + alice.origin(),
                "Content-Type: multipart/form-data; boundary=boundary-of-the-tests",
                "Content-Length: 500000",
                "",
                ""));
    return head + Client.field("name", "interrupted") + Client.field("target_chip", "KL720") + Client.head("m.onnx") + "x".repeat(300_000);
  }

  private void kill() {
    world.stack.apiServer().kill();
  }

  private void restart() {
    world.stack.apiServer().restart();
    world.stack.apiServer().awaitReady();
  }
}
