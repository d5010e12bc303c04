package io.visiona.tests.conversion;

import static io.visiona.tests.conversion.Client.code;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.visiona.launch.Person;
import io.visiona.tests.support.ScriptedConverter;
import io.visiona.tests.support.SuiteSecrets;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.awaitility.core.ThrowingRunnable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a conversion has made: promoted into the library, or fetched from the file server. */
@OnConversionWorld
final class ConversionResultIT {
  private static final Duration SOON = Duration.ofSeconds(20);

  private final World world;
  private final ScriptedConverter converter;
  private final Person alice;

  ConversionResultIT(World world) {
    this.world = world;
    this.converter = world.converter;
    this.alice = world.alice;
  }

  @AfterEach
  void leave() {
    Client.cancelAll(alice);
  }

  @Test
  void conversionWithoutAResult_isNeitherPromotedNorFetched() {
    String id = Client.begin(alice, "unfinished");
    assertThat(alice.post("/api/conversions/" + id + "/promote", "{}").statusCode()).isEqualTo(409);
    assertThat(alice.get("/api/conversions/" + id + "/result").statusCode()).isEqualTo(409);
    assertThat(converter.promotions).isEmpty();
  }

  @Test
  void promotion_isOneModel_howeverOftenAndHoweverManyAtOnce() throws Exception {
    String id = succeeded("wanted");
    Instant before = updatedAt(id);
    Set<String> models = new TreeSet<>();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<HttpResponse<String>>> all = new ArrayList<>();
      for (int i = 0; i < 8; i++) {
        all.add(threads.submit(() -> alice.post("/api/conversions/" + id + "/promote", "{}")));
      }
      for (Future<HttpResponse<String>> each : all) {
        assertThat(each.get().statusCode()).as(each.get().body()).isEqualTo(200);
        models.add(Person.json(each.get().body()).getString("model_id"));
      }
    }
    models.add(
        Person.json(alice.post("/api/conversions/" + id + "/promote", "").body())
            .getString("model_id"));
    assertThat(models).hasSize(1);
    assertThat(Client.get(alice, id).getString("model_id")).isEqualTo(models.iterator().next());
    Instant promoted = updatedAt(id);
    assertThat(promoted).as("what others are told of").isAfter(before);
    assertThat(converter.promotions)
        .allMatch(body ->
            body.matches("\\{\"target_object_key\":\"models/[^/\"]+/" + job() + "\\.nef\"}"));
    converter.promotions.clear();
    assertThat(alice.post("/api/conversions/" + id + "/promote", "{}").statusCode()).isEqualTo(200);
    assertThat(converter.promotions).as("where the file is was kept").isEmpty();
    assertThat(updatedAt(id)).isEqualTo(promoted);
  }

  private Instant updatedAt(String id) {
    return Instant.parse(Client.get(alice, id).getString("updated_at"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"target_object_key\":\"models/bob/secret.nef\"}",
        "{\"target_object_key\":\"models/5a0c1f0e-8c1d-4a55-9f6e-0a11ce000001/../bob/x.nef\"}",
        "{\"target_object_key\":\"\"}",
        "{\"target_object_key\":17}",
        "{}",
        "<html>"
      })
  void promotionIntoAnotherPlace_is502_andNothingIsKept(String answer) {
    String id = succeeded("hostile place");
    converter.script("promote", exchange -> ScriptedConverter.answer(exchange, 200, answer));
    HttpResponse<String> refused = alice.post("/api/conversions/" + id + "/promote", "{}");
    assertThat(refused.statusCode()).as(refused.body()).isEqualTo(502);
    assertThat(code(refused)).isEqualTo("converter_bad_response");
    assertThat(Client.get(alice, id).isNull("model_id")).isTrue();
    converter.reset();
    assertThat(alice.post("/api/conversions/" + id + "/promote", "{}").statusCode()).isEqualTo(200);
  }

  static Stream<Arguments> promotionFaults() {
    return Stream.of(
        Arguments.of(401, 500, "converter_misconfigured"),
        Arguments.of(404, 410, "result_gone"),
        Arguments.of(409, 502, "converter_bad_response"),
        Arguments.of(500, 503, "converter_unavailable"));
  }

  @ParameterizedTest
  @MethodSource("promotionFaults")
  void promotionThatFails_isToldBySpecificCode(int answered, int status, String code) {
    String id = succeeded("unlucky");
    converter.script("promote", exchange -> ScriptedConverter.answer(exchange, answered, "{}"));
    HttpResponse<String> answer = alice.post("/api/conversions/" + id + "/promote", "{}");
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
    assertThat(code(answer)).isEqualTo(code);
  }

  @Test
  void result_redirectsToTheFileServer_withATokenForThatFileOnly() throws Exception {
    String id = succeeded("fetched");
    HttpResponse<String> answer = noFollow(id);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(302);
    assertThat(answer.headers().firstValue("Cache-Control")).contains("no-store");
    assertThat(answer.headers().firstValue("Referrer-Policy")).contains("no-referrer");
    URI location = URI.create(answer.headers().firstValue("Location").orElseThrow());
    SuiteSecrets.remember("download token", location.getRawQuery().replace("access_token=", ""));
    SuiteSecrets.remember("object key", location.getRawPath().replace("/faa/files/", ""));
    assertThat(location.getPort()).isEqualTo(world.stack.ports().standins());
    assertThat(location.getRawPath()).matches("/faa/files/models/[^/]+/job-[0-9a-f-]+\\.nef");
    assertThat(location.getRawQuery()).matches("access_token=[^&]+");
  }

  private HttpResponse<String> noFollow(String id) throws Exception {
    try (HttpClient client = HttpClient.newHttpClient()) {
      URI uri = world.stack.api().resolve("/api/conversions/" + id + "/result");
      return client.send(
          HttpRequest.newBuilder(uri).header("Cookie", alice.cookie()).build(),
          BodyHandlers.ofString());
    }
  }

  private String succeeded(String name) {
    String id = Client.begin(alice, name);
    converter.job(job(), ScriptedConverter.succeeded());
    soon(() -> assertThat(Client.get(alice, id).getString("status")).isEqualTo("succeeded"));
    return id;
  }

  /** The one that was made last. A question about an older one may still be on its way. */
  private String job() {
    return converter.made.getLast();
  }

  private static void soon(ThrowingRunnable assertion) {
    await().atMost(SOON).untilAsserted(assertion);
  }
}
