package io.visiona.tests.devices;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.visiona.launch.Person;
import io.visiona.launch.Ports;
import io.visiona.launch.ServerProcess;
import io.visiona.tests.support.OnSplitStack;
import io.visiona.tests.support.Plain;
import io.visiona.tests.support.Stack;
import io.visiona.tests.support.TestAgent;
import io.visiona.tests.support.TestAgent.Kind;
import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/**
 * A model is on its way to two devices, one from our own store and one from the file server, when a
 * part dies: each flash goes on by range or fails with a reason, and a second try succeeds.
 *
 * <p>With {@code -Dvisiona.flash.bytes=200000000} the model has 200 MB.
 */
@OnSplitStack
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class FlashKillIT {
  /** More than the buffers of a connection hold: what is killed must be missed. */
  private static final int BYTES = Integer.getInteger("visiona.flash.bytes", 20_000_000);

  /** So slow that no machine gets to the end before the test has killed something. */
  private static final int SLOW_BYTES_PER_SECOND = BYTES / 20;

  private static final long UNDER_WAY = BYTES / 20;

  /** A simulated KL720 takes 4 MB a second. */
  private static final Duration LIMIT = Duration.ofSeconds(90 + BYTES / 1_000_000);

  private static final int CHUNK_BYTES = 50_000;
  private static final String OWN = "kl720-00b2";
  private static final String FAA = "kl720-00b3";

  private final Stack stack;
  private Person alice;
  private TestAgent agent;
  private URI control;
  private String uploaded = "";
  private String converted = "";

  FlashKillIT(Stack stack) {
    this.stack = stack;
  }

  @BeforeAll
  void begin() throws Exception {
    alice = stack.signIn("alice");
    int port = Ports.freePort();
    control = URI.create("http://127.0.0.1:" + port + "/faults");
    agent =
        TestAgent.online(
            stack,
            alice,
            Kind.JAVA_YAMUX,
            "--control",
            "127.0.0.1:" + port,
            "--devices",
            OWN + "," + FAA);
    connect();
    int body = BYTES;
    uploaded = Person.json(send("/api/models", "chip", "m.nef", body).body()).getString("id");
    String conversion =
        Person.json(send("/api/conversions", "target_chip", "m.onnx", body).body()).getString("id");
    await()
        .atMost(LIMIT)
        .pollInterval(Duration.ofMillis(200))
        .until(() ->
            Person.json(alice.get("/api/conversions/" + conversion).body())
                .getString("status")
                .equals("succeeded"));
    converted =
        Person.json(alice.post("/api/conversions/" + conversion + "/promote", "{}").body())
            .getString("model_id");
  }

  @AfterAll
  void end() {
    agent.close();
    alice.close();
  }

  @Test
  void agentKilled_theFlashHasFailedWithAReason_andNothingHalfIsLeft() throws Exception {
    flashBothSlowly();
    agent.kill();
    assertThat(partFiles()).as("what the killed agent left").isPositive();
    agent.restart();
    agent.awaitOnline(LIMIT);
    for (String device : Set.of(OWN, FAA)) {
      JsonObject flash = flash(device);
      assertThat(flash.getString("state")).isEqualTo("failed");
      assertThat(flash.getJsonObject("error").getString("code")).isEqualTo("download_failed");
    }
    assertThat(partFiles()).isZero();
    secondTrySucceeds();
  }

  @Test
  void relayKilled_theFlashGoesOn() throws Exception {
    flashBothSlowly();
    stack.relayServer().kill();
    restart(stack.relayServer());
    agent.awaitOnline(LIMIT);
    atFullSpeed();
    for (String device : Set.of(OWN, FAA)) {
      JsonObject flash = over(device);
      assertThat(flash.getString("state")).as(flash.toString()).isEqualTo("succeeded");
    }
    secondTrySucceeds();
  }

  /** The API serves our own store; the file server and its tokens end with it here too. */
  @Test
  void apiKilled_theFlashGoesOnByRange_orSaysThatItsTokenIsOver() throws Exception {
    flashBothSlowly();
    String acknowledged =
        Person.json(send("/api/models", "chip", "last.nef", 5).body()).getString("id");
    stack.apiServer().kill();
    restart(stack.apiServer());
    // User sessions are in the API's memory by default.
    alice.signIn("alice", "alice");
    assertThat(alice.get("/api/models/" + acknowledged).statusCode())
        .as("what was acknowledged right before, in the embedded database")
        .isEqualTo(200);
    await().atMost(LIMIT).until(() -> alice.get(device(OWN)).statusCode() == 200);
    atFullSpeed();
    JsonObject own = over(OWN);
    assertThat(own.getString("state"))
        .as("by range, with the same ticket: %s", own)
        .isEqualTo("succeeded");
    JsonObject faa = over(FAA);
    assertThat(faa.getString("state")).isEqualTo("failed");
    assertThat(faa.getJsonObject("error").getString("code")).isEqualTo("download_expired");
    secondTrySucceeds();
  }

  @Test
  void wrongHash_wrongChip_andSomebodyElsesModel_areRefusedWithTheirCodes() throws Exception {
    JsonValue before = model(OWN);
    fault("{\"fault\":\"flash_checksum\",\"for_s\":60}");
    assertThat(begin(OWN, uploaded).statusCode()).isEqualTo(202);
    JsonObject wrongHash = over(OWN);
    assertThat(wrongHash.getJsonObject("error").getString("code")).isEqualTo("checksum_mismatch");
    assertThat(model(OWN)).as("the device was not touched").isEqualTo(before);

    try (Person bob = stack.signIn("bob")) {
      String theirs =
          Person.json(send(bob, "/api/models", "chip", "m.nef", 5, "KL720").body()).getString("id");
      HttpResponse<String> refused = begin(OWN, theirs);
      assertThat(refused.statusCode()).isEqualTo(403);
      assertThat(code(refused)).isEqualTo("forbidden");
      assertThat(code(bob.get("/api/model-files/" + theirs))).isEqualTo("unauthenticated");
    }
    String other =
        Person.json(send(alice, "/api/models", "chip", "m.nef", 5, "KL520").body()).getString("id");
    HttpResponse<String> wrongChip = begin(OWN, other);
    assertThat(wrongChip.statusCode()).isEqualTo(409);
    assertThat(code(wrongChip)).isEqualTo("chip_mismatch");
    assertThat(code(begin(OWN, "00000000-0000-4000-8000-000000000000")))
        .isEqualTo("model_not_found");
  }

  private void flashBothSlowly() throws Exception {
    connect();
    fault("{\"fault\":\"slow_link\",\"for_s\":600,\"value\":" + SLOW_BYTES_PER_SECOND + "}");
    assertThat(begin(OWN, uploaded).statusCode()).isEqualTo(202);
    assertThat(begin(FAA, converted).statusCode()).isEqualTo(202);
    for (String device : Set.of(OWN, FAA)) {
      await()
          .atMost(LIMIT)
          .pollInterval(Duration.ofMillis(100))
          .until(() -> flash(device).getJsonNumber("bytes_done").longValue() > UNDER_WAY);
      assertThat(flash(device).getString("state")).isEqualTo("downloading");
    }
  }

  private void atFullSpeed() {
    fault("{\"fault\":\"slow_link\",\"for_s\":0,\"value\":1}");
  }

  private void secondTrySucceeds() throws Exception {
    atFullSpeed();
    connect();
    assertThat(begin(OWN, uploaded).statusCode()).isEqualTo(202);
    assertThat(begin(FAA, converted).statusCode()).isEqualTo(202);
    for (String device : Set.of(OWN, FAA)) {
      JsonObject flash = over(device);
      assertThat(flash.getString("state")).as(flash.toString()).isEqualTo("succeeded");
      assertThat(model(device).asJsonObject().getString("id"))
          .isEqualTo(device.equals(OWN) ? uploaded : converted);
    }
    assertThat(partFiles()).isZero();
  }

  private void connect() {
    for (String device : Set.of(OWN, FAA)) {
      HttpResponse<String> connected = alice.post(device(device) + "/connect", "{}");
      assertThat(connected.statusCode()).as(connected.body()).isEqualTo(200);
    }
  }

  private HttpResponse<String> begin(String device, String model) {
    return alice.post(device(device) + "/flash", "{\"model_id\":\"" + model + "\"}");
  }

  private JsonObject flash(String device) {
    HttpResponse<String> answer =
        alice.send(
            alice.request(device(device) + "/flash").header("Accept", "application/json").build());
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    return Person.json(answer.body());
  }

  private JsonObject over(String device) {
    await()
        .atMost(LIMIT)
        .pollInterval(Duration.ofMillis(200))
        .ignoreExceptions()
        .until(() -> !flash(device).isNull("ended_at"));
    return flash(device);
  }

  private JsonValue model(String device) {
    return Person.json(alice.get(device(device)).body()).getOrDefault("model", JsonValue.FALSE);
  }

  private String device(String device) {
    return "/api/agents/" + agent.id() + "/devices/" + device;
  }

  private void fault(String order) {
    assertThat(Plain.post(control, order).statusCode()).isEqualTo(200);
  }

  private long partFiles() throws IOException {
    Path downloads = agent.log().resolveSibling("agent.data").resolve("downloads");
    try (Stream<Path> files = Files.list(downloads)) {
      return files.count();
    }
  }

  private HttpResponse<String> send(String path, String chip, String file, int bytes) {
    return send(alice, path, chip, file, bytes, "KL720");
  }

  private static HttpResponse<String> send(
      Person person, String path, String field, String file, int bytes, String chip) {
    String form =
        "--B\r\nContent-Disposition: form-data; name=\"name\"\r\n\r\nDoorbell\r\n--B\r\n"
            + "Content-Disposition: form-data; name=\"%s\"\r\n\r\n%s\r\n--B\r\n"
                .formatted(field, chip)
            + "Content-Disposition: form-data; name=\"file\"; filename=\"%s\"\r\n\r\n"
                .formatted(file);
    HttpRequest request =
        person
            .request(path)
            .header("Content-Type", "multipart/form-data; boundary=B")
            .header("X-CSRF", "1")
            .header("Origin", person.origin())
            .POST(
                BodyPublishers.concat(
                    BodyPublishers.ofString(form),
                    BodyPublishers.fromPublisher(BodyPublishers.ofByteArrays(chunks(bytes)), bytes),
                    BodyPublishers.ofString("\r\n--B--\r\n")))
            .build();
    HttpResponse<String> answer = person.send(request);
    assertThat(answer.statusCode()).as(answer.body()).isBetween(200, 202);
    return answer;
  }

  /** The same chunk again and again: a large file costs the test no memory. */
  private static List<byte[]> chunks(int bytes) {
    byte[] chunk = "model".repeat(CHUNK_BYTES / 5).getBytes(StandardCharsets.US_ASCII);
    List<byte[]> chunks = new ArrayList<>(Collections.nCopies(bytes / CHUNK_BYTES, chunk));
    chunks.add(Arrays.copyOf(chunk, bytes % CHUNK_BYTES));
    return chunks;
  }

  private static void restart(ServerProcess server) {
    server.restart();
    server.awaitReady();
  }

  private static String code(HttpResponse<String> answer) {
    return Person.json(answer.body()).getJsonObject("error").getString("code");
  }
}
