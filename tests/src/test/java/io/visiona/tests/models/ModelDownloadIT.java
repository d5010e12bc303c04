package io.visiona.tests.models;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.visiona.launch.Person;
import io.visiona.tests.support.Bodies;
import io.visiona.tests.support.Plain;
import io.visiona.tests.support.SuiteSecrets;
import jakarta.json.JsonObject;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * From a person's model to its file on the file server, and what is told when the Member Center
 * fails.
 */
@OnModelWorld
final class ModelDownloadIT {
  private static final Duration SOON = Duration.ofSeconds(15);

  private final ModelWorld world;
  private final Person alice;

  ModelDownloadIT(ModelWorld world) {
    this.world = world;
    this.alice = world.alice;
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"kind\":\"status\",\"status\":401",
        "\"kind\":\"status\",\"status\":403",
        "\"kind\":\"status\",\"status\":400",
        "\"kind\":\"status\",\"status\":500",
        "\"kind\":\"status\",\"status\":503",
        "\"kind\":\"reset\"",
        "\"kind\":\"garbage\"",
        "\"kind\":\"truncated\""
      })
  void whateverTheMemberCenterFailsWith_is502_onceAndWithoutItsState(String fault)
      throws Exception {
    String download =
        "/api/models/" + world.promoted("models/" + UUID.randomUUID() + "/1.nef") + "/download";
    world.standins.fail("/file-access/download-tokens", 1, fault);
    assertUnavailable(alice.get(download));
    world.standins.fail(
        "/file-access/download-tokens",
        1,
        "\"kind\":\"status\",\"status\":401"); // drops the service token
    assertUnavailable(alice.get(download));
    world.standins.fail("/oauth/token", 1, fault);
    assertUnavailable(alice.get(download));
    assertThat(world.standins.faultsLeft()).as("each was met, and only once").isZero();
    assertThat(alice.get(download).statusCode()).isEqualTo(200);
  }

  private static void assertUnavailable(HttpResponse<String> answer) {
    assertThat(answer.statusCode()).isEqualTo(502);
    JsonObject error = Person.json(answer.body()).getJsonObject("error");
    assertThat(error.getString("code")).isEqualTo("download_unavailable");
    assertThat(error.getString("message"))
        .isEqualTo("The download is not available at the moment; try again.");
  }

  @Test
  void download_leadsToTheFile_wholeAndForAWhile() throws Exception {
    String path = "models/" + UUID.randomUUID() + "/%C3%A4%20b%25%2B/1.nef";
    long length = 40 * ModelWorld.MEGABYTE + 7;
    world.standins.put(path, () -> Bodies.pattern(length));
    UUID model = world.promoted(path.replace("%C3%A4%20b%25%2B", "ä b%+"));

    JsonObject download = download(model);
    URI url = URI.create(download.getString("download_url"));
    String token = download.getString("token");
    assertThat(download.keySet()).containsExactlyInAnyOrder("download_url", "token", "expires_at");
    assertThat(url).isEqualTo(world.standins.file(path));
    assertThat(Instant.parse(download.getString("expires_at")))
        .isBetween(Instant.now(), Instant.now().plusSeconds(ModelWorld.TTL_SECONDS));

    HttpResponse<InputStream> file = world.standins.fetch(url, token);
    assertThat(file.statusCode()).isEqualTo(200);
    try (InputStream body = file.body()) {
      assertThat(Bodies.sha256(body)).isEqualTo(Bodies.sha256OfPattern(length));
    }
    await().atMost(SOON).until(() -> status(url, token) == 401);
    assertThat(status(url, download(model).getString("token"))).isEqualTo(200);
  }

  @Test
  void fileServer_refusesATokenForAnotherFileTenantOrMethod() throws Exception {
    String folder = "models/" + UUID.randomUUID();
    world.standins.put(folder + "/1.nef", () -> Bodies.pattern(10));
    world.standins.put(folder + "/2.nef", () -> Bodies.pattern(10));
    String token = download(world.promoted(folder + "/1.nef")).getString("token");

    assertThat(status(world.standins.file(folder + "/1.nef"), token)).isEqualTo(200);
    assertThat(status(world.standins.file(folder + "/2.nef"), token)).isEqualTo(403);
    assertThat(status(world.standins.file(folder + "%2F1.nef"), token)).isEqualTo(400);
    assertThat(
            status(
                world.standins.file(folder + "/1.nef"),
                world.standins.tokenOfAnotherTenant(folder + "/1.nef")))
        .isEqualTo(403);
    assertThat(
            status(world.standins.file(folder + "/1.nef"), "fdt_nobody-gave-this-one-to-anybody"))
        .isEqualTo(401);
    HttpRequest delete =
        HttpRequest.newBuilder(world.standins.file(folder + "/1.nef"))
            .header("Authorization", "Bearer " + token)
            .DELETE()
            .build();
    assertThat(alice.client().send(delete, BodyHandlers.discarding()).statusCode()).isEqualTo(403);
  }

  @Test
  void fileServer_letsTheConsolesPagesFetch_andNoOthers() throws Exception {
    URI file = world.standins.file("models/x/1.nef");
    HttpRequest.Builder preflight =
        HttpRequest.newBuilder(file)
            .method("OPTIONS", BodyPublishers.noBody())
            .header("Access-Control-Request-Method", "GET")
            .header("Access-Control-Request-Headers", "authorization");
    HttpResponse<Void> ours =
        alice
            .client()
            .send(
                preflight.copy().header("Origin", alice.origin()).build(),
                BodyHandlers.discarding());
    assertThat(ours.headers().firstValue("Access-Control-Allow-Origin")).contains(alice.origin());
    assertThat(ours.headers().firstValue("Access-Control-Allow-Headers")).contains("Authorization");
    HttpResponse<Void> others =
        alice
            .client()
            .send(
                preflight.copy().header("Origin", "https://evil.test").build(),
                BodyHandlers.discarding());
    assertThat(others.headers().firstValue("Access-Control-Allow-Origin")).isEmpty();
  }

  @Test
  void tokenFetches_areCountedByOutcome_andNameNobody() throws Exception {
    UUID model = world.promoted("models/" + UUID.randomUUID() + "/1.nef");
    URI metrics = URI.create("http://127.0.0.1:" + world.stack.ports().operations() + "/metrics");
    double before = fetches(metrics, "unreachable");
    world.standins.fail("/file-access/download-tokens", 1, "\"kind\":\"status\",\"status\":503");
    assertUnavailable(alice.get("/api/models/" + model + "/download"));
    assertThat(fetches(metrics, "unreachable")).isEqualTo(before + 1);
    assertThat(Plain.get(metrics).body()).doesNotContain(Standins.ALICE, model.toString(), "fdt_");
  }

  private static double fetches(URI metrics, String outcome) {
    return Plain.get(metrics)
        .body()
        .lines()
        .filter(line ->
            line.startsWith("visiona_token_fetches_total{")
                && line.contains("client=\"downloads\"")
                && line.contains("token=\"download_token\"")
                && line.contains("outcome=\"" + outcome + "\""))
        .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
        .findFirst()
        .orElseThrow();
  }

  private JsonObject download(UUID model) {
    HttpResponse<String> answer = alice.get("/api/models/" + model + "/download");
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    assertThat(answer.headers().firstValue("Cache-Control")).contains("no-store");
    JsonObject download = Person.json(answer.body());
    SuiteSecrets.remember("download token", download.getString("token"));
    return download;
  }

  private int status(URI url, String token) throws IOException, InterruptedException {
    HttpResponse<InputStream> answer = world.standins.fetch(url, token);
    answer.body().close();
    return answer.statusCode();
  }
}
