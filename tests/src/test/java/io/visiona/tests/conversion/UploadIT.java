package io.visiona.tests.conversion;

import static io.visiona.tests.conversion.Client.code;
import static io.visiona.tests.conversion.Client.end;
import static io.visiona.tests.conversion.Client.field;
import static io.visiona.tests.conversion.Client.file;
import static io.visiona.tests.conversion.Client.post;
import static io.visiona.tests.conversion.Client.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.visiona.launch.Person;
import io.visiona.tests.conversion.Client.File;
import io.visiona.tests.support.Bodies;
import io.visiona.tests.support.RawExchange;
import io.visiona.tests.support.ScriptedConverter;
import io.visiona.tests.support.ScriptedConverter.Received;
import io.visiona.tests.support.ScriptedConverter.Script;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A model file on its way in: what goes on to the converter, what is refused, and that nothing is
 * left of what fails.
 */
@OnConversionWorld
final class UploadIT {
  private static final Duration SOON = Duration.ofSeconds(15);
  private static final String NAME = field("name", "Doorbell");
  private static final String CHIP = field("target_chip", "KL720");

  private final World world;
  private final Person alice;

  UploadIT(World world) {
    this.world = world;
    this.alice = world.alice;
  }

  @AfterEach
  void leave() {
    Client.cancelAll(alice);
  }

  @Test
  void upload_reachesTheConverterWhole_withItsFields() {
    HttpResponse<String> begun =
        Client.upload(
            alice,
            " Doorbell ünit ",
            "kl720",
            File.of("../C:\\My \"model\".ONNX", "some bytes of a model"));
    assertThat(begun.statusCode()).as(begun.body()).isEqualTo(202);
    String id = Person.json(begun.body()).getString("id");
    assertThat(begun.headers().firstValue("Location"))
        .hasValueSatisfying(location -> assertThat(location).endsWith("/api/conversions/" + id));
    assertThat(world.converter.received).hasSize(1);
    Received body = world.converter.received.getFirst();
    assertThat(body.whole()).isTrue();
    assertThat(body.beginning())
        .containsSubsequence(
            "name=\"name\"",
            "\r\n\r\nDoorbell ünit\r\n",
            "name=\"target_chip\"",
            "\r\n\r\nKL720\r\n",
            "name=\"file\"")
        .contains("filename=\"model.onnx\"", "\r\n\r\nsome bytes of a model\r\n--")
        .doesNotContain("My");
    assertThat(Client.get(alice, id).getString("name")).isEqualTo("Doorbell ünit");
    assertThat(Client.get(alice, id).getString("target_chip")).isEqualTo("KL720");
  }

  static Stream<Arguments> badBodies() {
    String file = file("model.onnx", "bytes");
    return Stream.of(
        Arguments.of("no name", CHIP + file + end(), "name is required"),
        Arguments.of("no chip", NAME + file + end(), "target_chip is required"),
        Arguments.of("no file", NAME + CHIP + end(), "file is required"),
        Arguments.of(
            "name after the file", CHIP + file + NAME + end(), "name is required, before file"),
        Arguments.of(
            "field after the file",
            NAME + CHIP + file + field("x", "y") + end(),
            "file must be the last part"),
        Arguments.of("two files", NAME + CHIP + file + file + end(), "file must be the last part"),
        Arguments.of("name twice", NAME + NAME + CHIP + file + end(), "given twice"),
        Arguments.of("empty name", field("name", " ") + CHIP + file + end(), "name must have"),
        Arguments.of(
            "long name", field("name", "x".repeat(101)) + CHIP + file + end(), "name must have"),
        Arguments.of(
            "control character", field("name", "a\u0007b") + CHIP + file + end(), "control"),
        Arguments.of(
            "huge field", field("name", "x".repeat(100_000)) + CHIP + file + end(), "too long"),
        Arguments.of(
            "unknown chip",
            NAME + field("target_chip", "KL1") + file + end(),
            "target_chip must be one of"),
        Arguments.of(
            "other kind of file",
            NAME + CHIP + file("model.exe", "MZ") + end(),
            "file must have a name"),
        Arguments.of("empty file", NAME + CHIP + file("model.onnx", "") + end(), "file is empty"),
        Arguments.of("no end", NAME + CHIP + file, "ended early"),
        Arguments.of("nothing", "", "file is required"),
        Arguments.of("no multipart at all", "{\"name\":\"x\"}", "file is required"),
        Arguments.of(
            "many fields",
            field("a", "b").repeat(1) + manyFields() + NAME + CHIP + file + end(),
            "do not belong"),
        Arguments.of(
            "huge head",
            "--boundary-of-the-tests\r\nX: " + "x".repeat(100_000) + "\r\n\r\n",
            "not valid"));
  }

  private static String manyFields() {
    StringBuilder all = new StringBuilder();
    for (int i = 0; i < 30; i++) {
      all.append(field("f" + i, "v"));
    }
    return all.toString();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("badBodies")
  void bodyThatIsNotAsItShouldBe_is400_andLeavesNothing(String what, String body, String message) {
    int before = Client.list(alice).size();
    HttpResponse<String> answer = post(alice, text(body));
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(400);
    assertThat(code(answer)).isEqualTo("bad_request");
    assertThat(Person.json(answer.body()).getJsonObject("error").getString("message"))
        .contains(message);
    assertThat(Client.list(alice)).hasSize(before);
    await()
        .atMost(SOON)
        .untilAsserted(() -> assertThat(world.converter.received).noneMatch(Received::whole));
  }

  @Test
  void fieldsNobodyKnows_areIgnored() {
    assertThat(
            post(alice, text(field("colour", "blue"), CHIP, NAME, file("m.tflite", "x"), end()))
                .statusCode())
        .isEqualTo(202);
  }

  @ParameterizedTest
  @CsvSource({"application/json,{}", "text/plain,x", "application/octet-stream,x"})
  void otherMediaTypes_are415(String type, String body) {
    HttpResponse<String> answer =
        alice.send(
            alice
                .request("/api/conversions")
                .header("Content-Type", type)
                .header("X-CSRF", "1")
                .header("Origin", alice.origin())
                .POST(text(body))
                .build());
    assertThat(answer.statusCode()).isEqualTo(415);
    assertThat(code(answer)).isEqualTo("unsupported_media_type");
  }

  @Test
  void boundaryThatIsMissing_is400() {
    HttpResponse<String> answer =
        alice.send(
            alice
                .request("/api/conversions")
                .header("Content-Type", "multipart/form-data")
                .header("X-CSRF", "1")
                .header("Origin", alice.origin())
                .POST(text(NAME, CHIP, file("m.onnx", "x"), end()))
                .build());
    assertThat(answer.statusCode()).isEqualTo(400);
  }

  @Test
  void fileOverTheLimit_is413_whenItsLengthTells_andTheConverterIsNotAsked() throws Exception {
    try (RawExchange raw = new RawExchange(world.stack.api())) {
      raw.send(head("Content-Length: " + (2L * World.LIMIT)));
      assertThat(raw.readThrough("\r\n\r\n"))
          .startsWith("HTTP/1.1 413")
          .containsIgnoringCase("connection: close");
    }
    assertThat(world.converter.received).isEmpty();
  }

  @Test
  void fileOverTheLimit_is413_whenNoLengthTells_andNothingIsLeft() {
    List<String> jobs = world.converter.jobs();
    int before = Client.list(alice).size();
    HttpResponse<String> answer =
        Client.upload(
            alice, "Doorbell", "KL720", new File("m.onnx", () -> Bodies.pattern(World.LIMIT + 1L)));
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(413);
    assertThat(code(answer)).isEqualTo("payload_too_large");
    assertThat(Client.list(alice)).hasSize(before);
    await().atMost(SOON).untilAsserted(() -> assertThat(world.converter.received).hasSize(1));
    assertThat(world.converter.received.getFirst().whole())
        .as("the converter must not take a part for the whole")
        .isFalse();
    assertThat(jobs).containsAll(world.converter.jobs());
  }

  @Test
  void fileMuchOverTheLimit_is413_forAClientThatReadsOnlyAtTheEnd() {
    HttpResponse<String> answer =
        Client.upload(
            alice,
            "Doorbell",
            "KL720",
            new File("m.onnx", () -> Bodies.pattern(64L * World.LIMIT)));
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(413);
  }

  @Test
  void fileOfExactlyTheLimit_isTaken() {
    HttpResponse<String> answer =
        Client.upload(
            alice, "Doorbell", "KL720", new File("m.onnx", () -> Bodies.pattern(World.LIMIT)));
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(202);
  }

  static Stream<Arguments> faults() {
    return Stream.of(
        fault(
            "401",
            exchange -> ScriptedConverter.answer(exchange, 401, "{}"),
            500,
            "converter_misconfigured"),
        fault(
            "403",
            exchange -> ScriptedConverter.answer(exchange, 403, "{}"),
            500,
            "converter_misconfigured"),
        fault(
            "400", exchange -> ScriptedConverter.answer(exchange, 400, "{}"), 422, "model_refused"),
        fault(
            "422", exchange -> ScriptedConverter.answer(exchange, 422, "{}"), 422, "model_refused"),
        fault(
            "404",
            exchange -> ScriptedConverter.answer(exchange, 404, "{}"),
            502,
            "converter_bad_response"),
        fault(
            "redirect",
            exchange -> ScriptedConverter.answer(exchange, 302, "{}"),
            502,
            "converter_bad_response"),
        fault(
            "429",
            exchange -> ScriptedConverter.answer(exchange, 429, "{}"),
            503,
            "converter_unavailable"),
        fault(
            "500",
            exchange -> ScriptedConverter.answer(exchange, 500, "{}"),
            503,
            "converter_unavailable"),
        fault(
            "garbage",
            exchange -> ScriptedConverter.answer(exchange, 201, "<html>"),
            502,
            "converter_bad_response"),
        fault(
            "no id",
            exchange -> ScriptedConverter.answer(exchange, 201, "{\"id\":17}"),
            502,
            "converter_bad_response"),
        fault(
            "path as id",
            exchange -> ScriptedConverter.answer(exchange, 201, "{\"id\":\"../x\"}"),
            502,
            "converter_bad_response"),
        fault(
            "too long",
            exchange ->
                ScriptedConverter.answer(exchange, 201, "{\"id\":\"" + "x".repeat(1 << 20) + "\"}"),
            502,
            "converter_bad_response"),
        fault("reset", exchange -> {}, 503, "converter_unavailable"),
        fault("silence", exchange -> hold(), 504, "converter_timeout"));
  }

  private static Arguments fault(String what, Script script, int status, String code) {
    return Arguments.of(what, script, status, code);
  }

  /** Longer than the server waits. */
  private static void hold() {
    try {
      Thread.sleep(Duration.ofSeconds(20));
    } catch (InterruptedException closing) {
      Thread.currentThread().interrupt();
    }
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("faults")
  void converterThatFails_isToldBySpecificCode_andLeavesNothing(
      String what, Script script, int status, String code) {
    int before = Client.list(alice).size();
    world.converter.script("submit", script);
    HttpResponse<String> answer =
        Client.upload(alice, "Doorbell", "KL720", File.of("m.onnx", "bytes"));
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
    assertThat(code(answer)).isEqualTo(code);
    assertThat(Client.list(alice)).hasSize(before);
  }

  @Test
  void converterThatIsAway_is503() {
    world.converter.goAway();
    HttpResponse<String> answer =
        Client.upload(alice, "Doorbell", "KL720", File.of("m.onnx", "bytes"));
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(503);
    assertThat(code(answer)).isEqualTo("converter_unavailable");
  }

  @Test
  void cancelledWhileItArrives_endsTheUpload_andTheJobNeverIs() throws Exception {
    try (RawExchange raw = new RawExchange(world.stack.api())) {
      String begin = NAME + CHIP + Client.head("m.onnx") + "the first bytes";
      raw.send(head("Transfer-Encoding: chunked") + chunk(begin));
      await()
          .atMost(SOON)
          .until(() ->
              Client.list(alice).stream()
                  .anyMatch(each -> each.getString("status").equals("queued")));
      String id =
          Client.list(alice).stream()
              .filter(each -> each.getString("status").equals("queued"))
              .findFirst()
              .orElseThrow()
              .getString("id");
      assertThat(alice.delete("/api/conversions/" + id).statusCode()).isEqualTo(204);
      raw.send(chunk("more"));
      await()
          .atMost(SOON)
          .pollInterval(Duration.ofMillis(500))
          .untilAsserted(() -> {
            raw.send(chunk("and more"));
            assertThat(world.converter.received).hasSize(1);
          });
      assertThat(raw.readThrough("\r\n\r\n")).startsWith("HTTP/1.1 409");
      assertThat(Client.get(alice, id).getString("status")).isEqualTo("cancelled");
      assertThat(world.converter.received).noneMatch(Received::whole);
    }
  }

  @Test
  void clientThatLeaves_leavesNothing() throws Exception {
    int before = Client.list(alice).size();
    try (RawExchange raw = new RawExchange(world.stack.api())) {
      raw.send(
          head("Transfer-Encoding: chunked")
              + chunk(NAME + CHIP + Client.head("m.onnx") + "the first bytes"));
      await().atMost(SOON).untilAsserted(() -> assertThat(Client.list(alice)).hasSize(before + 1));
    }
    await().atMost(SOON).untilAsserted(() -> assertThat(Client.list(alice)).hasSize(before));
    assertThat(world.converter.received).noneMatch(Received::whole);
  }

  private String head(String framing) {
    return String.join(
        "\r\n",
        List.of(
            "POST /api/conversions HTTP/1.1",
            "Host: 127.0.0.1:" + world.stack.ports().api(),
            "Cookie: " + alice.cookie(),
            "X-CSRF: 1",
            "Origin: " + alice.origin(),
            "Content-Type: multipart/form-data; boundary=boundary-of-the-tests",
            framing,
            "",
            ""));
  }

  private static String chunk(String text) {
    return Integer.toHexString(text.length()) + "\r\n" + text + "\r\n";
  }
}
