package io.visiona.tests.conversion;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.visiona.launch.Person;
import io.visiona.tests.support.RawExchange;
import io.visiona.tests.support.ScriptedConverter;
import jakarta.json.JsonObject;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.awaitility.core.ThrowingRunnable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/**
 * The server dies in the middle of everything, once: nothing is lost, and nothing waits for ever.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@SuppressWarnings("NullAway.Init") // made before all tests
final class ConversionKillIT {
  private static final Duration BACK = Duration.ofSeconds(40);

  /** The leases of the dead server have to end first. */
  private final World world = new World(Map.of("visiona.converter.lease-margin", "2s"));

  private final ScriptedConverter converter = world.converter;

  private String surviving;
  private String cancelledJob;
  private String longOver;
  private String justOver;
  private Person alice;

  @BeforeAll
  void dieInTheMiddleOfEverything() throws IOException {
    longOver = over("over for 31 days", 31);
    justOver = over("over for 29 days", 29);
    surviving = Client.begin(world.alice, "surviving");
    String job = converter.made.getLast();
    converter.job(job, ScriptedConverter.standing("running", 30));
    soon(() -> assertThat(Client.get(world.alice, surviving).getInt("progress")).isEqualTo(30));
    cancel();
    dieInMidUpload();
    converter.reset();
    converter.job(job, ScriptedConverter.succeeded());
    world.stack.apiServer().restart();
    world.stack.apiServer().awaitReady();
    alice = world.stack.signIn("alice");
  }

  private String over(String name, int days) {
    String id = Client.begin(world.alice, name);
    converter.job(converter.made.getLast(), ScriptedConverter.succeeded());
    soon(() -> assertThat(Client.get(world.alice, id).getString("status")).isEqualTo("succeeded"));
    world.age(id, days);
    return id;
  }

  /** Of which the converter does not hear before the server dies. */
  private void cancel() {
    converter.script("delete", exchange -> ScriptedConverter.answer(exchange, 503, "{}"));
    String id = Client.begin(world.alice, "cancelled");
    cancelledJob = converter.made.getLast();
    assertThat(world.alice.delete("/api/conversions/" + id).statusCode()).isEqualTo(204);
  }

  private void dieInMidUpload() throws IOException {
    converter.received.clear();
    converter.arrived.set(0);
    try (RawExchange raw = new RawExchange(world.stack.api())) {
      raw.send(beginning(world.alice));
      soon(() -> assertThat(interrupted(world.alice).getString("status")).isEqualTo("queued"));
      await().atMost(BACK).until(() -> converter.arrived.get() > 0);
      world.stack.apiServer().kill();
    }
    soon(() -> assertThat(converter.received).hasSize(1));
    assertThat(converter.received.getFirst().whole())
        .as("the converter must not take a part for the whole")
        .isFalse();
    assertThat(converter.deleted).doesNotContain(cancelledJob);
  }

  @AfterAll
  void stop() {
    alice.close();
    world.close();
  }

  @Test
  void serverKilledInMidConversion_goesOnAskingWhenItIsBack() {
    soon(() -> assertThat(Client.get(alice, surviving).getString("status")).isEqualTo("succeeded"));
    assertThat(alice.post("/api/conversions/" + surviving + "/promote", "{}").statusCode())
        .isEqualTo(200);
  }

  @Test
  void serverKilledBeforeTheConverterHeardOfACancellation_tellsItLater() {
    soon(() -> assertThat(converter.deleted).contains(cancelledJob));
  }

  @Test
  void serverKilledInMidUpload_leavesAConversionThatFails_notOneThatIsQueuedForEver() {
    soon(() -> assertThat(interrupted(alice).getString("status")).isEqualTo("failed"));
    assertThat(interrupted(alice).getString("message")).contains("send the file again");
  }

  @Test
  void conversionThatWasOverLongAgo_isForgottenAtTheNextStart() {
    soon(() -> assertThat(alice.get("/api/conversions/" + longOver).statusCode()).isEqualTo(404));
    assertThat(Client.get(alice, justOver).getString("name")).isEqualTo("over for 29 days");
  }

  private static JsonObject interrupted(Person alice) {
    List<JsonObject> found =
        Client.list(alice).stream()
            .filter(each -> each.getString("name").equals("interrupted"))
            .toList();
    assertThat(found).hasSize(1);
    return found.getFirst();
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
    return head
        + Client.field("name", "interrupted")
        + Client.field("target_chip", "KL720")
        + Client.head("m.onnx")
        + "x".repeat(300_000);
  }

  private static void soon(ThrowingRunnable assertion) {
    await().atMost(BACK).untilAsserted(assertion);
  }
}
