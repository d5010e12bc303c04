package io.visiona.tests.models;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.visiona.launch.Person;
import io.visiona.tests.support.Bodies;
import io.visiona.tests.support.Plain;
import io.visiona.tests.support.Proc;
import io.visiona.tests.support.RawExchange;
import io.visiona.tests.support.Stack;
import io.visiona.tests.support.SuiteSecrets;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import jakarta.json.JsonObject;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The model library of a deployed server: every row of its status table, and files that arrive whole. */
@SuppressWarnings("NullAway.Init") // set up before the tests
final class ModelsIT {
  private static final Duration SOON = Duration.ofSeconds(15);
  private static final long MEGABYTE = 1L << 20;
  private static final long LARGEST = 256 * MEGABYTE;
  private static final long GROWTH_LIMIT = 100 * MEGABYTE;
  private static final int TTL_SECONDS = 5;
  private static final String HASH = "0123456789abcdef".repeat(4);
  private static final Set<String> FIELDS = Set.of("id", "name", "source", "chip", "size", "sha256", "created_at", "updated_at");

  private static EmbeddedPostgres postgres;
  private static Stack stack;
  private static Standins standins;

  private Person alice;
  private Person bob;

  @BeforeAll
  static void start() throws IOException {
    postgres = EmbeddedPostgres.start();
    Map<String, String> variables = new TreeMap<>(database());
    variables.put("visiona.models.max-upload", Long.toString(LARGEST));
    variables.put("visiona.file-access.token-ttl", TTL_SECONDS + "s");
    stack = Stack.allInOne(variables);
    standins = new Standins(stack);
  }

  private static Map<String, String> database() {
    return Map.of("VISIONA_DB_URL", postgres.getJdbcUrl("postgres", "postgres"), "VISIONA_DB_USER", "postgres", "VISIONA_DB_POOL", "5");
  }

  @AfterAll
  static void stop() throws IOException {
    stack.close();
    postgres.close();
  }

  @BeforeEach
  void signIn() {
    alice = stack.signIn("alice");
    bob = stack.signIn("bob");
  }

  @AfterEach
  void heal() throws Exception {
    standins.heal();
    alice.close();
    bob.close();
  }

  @Test
  void signedOut_is401() {
    String model = "/api/models/" + upload("mine");
    for (String path : List.of("/api/models", model, model + "/download", model + "/content")) {
      HttpResponse<String> answer = Plain.get(stack.api().resolve(path));
      assertThat(answer.statusCode()).as(path).isEqualTo(401);
      assertThat(code(answer)).isEqualTo("unauthenticated");
    }
  }

  @Test
  void somebodyElsesModel_is403_andUntouched() throws Exception {
    for (String model : List.of("/api/models/" + upload("hers"), "/api/models/" + promote("models/" + UUID.randomUUID() + "/1.nef"))) {
      JsonObject before = Person.json(alice.get(model).body());
      HttpRequest rename = bob.changing(model).method("PATCH", BodyPublishers.ofString("{\"name\":\"stolen\"}")).build();
      for (HttpResponse<String> answer :
          List.of(bob.get(model), bob.get(model + "/download"), bob.get(model + "/content"), bob.delete(model), bob.send(rename))) {
        assertThat(answer.statusCode()).as(answer.request().method() + " " + answer.uri().getPath()).isEqualTo(403);
        assertThat(code(answer)).isEqualTo("forbidden");
        assertThat(answer.body()).doesNotContain(before.getString("name"), Standins.ALICE);
      }
      assertThat(Person.json(alice.get(model).body())).isEqualTo(before);
      assertThat(bob.get("/api/models").body()).doesNotContain(before.getString("id"));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"00000000-0000-4000-8000-000000000000", "1", "not-an-id"})
  void unknownId_is404(String id) {
    for (String below : List.of("", "/download", "/content")) {
      HttpResponse<String> answer = alice.get("/api/models/" + id + below);
      assertThat(answer.statusCode()).as(id + below).isEqualTo(404);
      assertThat(code(answer)).isEqualTo("not_found");
    }
  }

  @Test
  void downloadOfAnUploadedModel_is501() {
    HttpResponse<String> answer = alice.get("/api/models/" + upload("mine") + "/download");
    assertThat(answer.statusCode()).isEqualTo(501);
    assertThat(code(answer)).isEqualTo("not_configured");
  }

  @Test
  void downloadWhereNothingIsConfigured_is501() throws Exception {
    UUID model = promote("models/" + UUID.randomUUID() + "/1.nef");
    Map<String, String> variables = new TreeMap<>(database());
    List.of("mc-base-url", "service-client-id", "tenant-id", "base-url").forEach(key -> variables.put("visiona.file-access." + key, ""));
    variables.put("visiona.file-access.service-client-secret", "");
    try (Stack bare = Stack.allInOne(variables);
        Person person = bare.signIn("alice")) {
      HttpResponse<String> answer = person.get("/api/models/" + model + "/download");
      assertThat(answer.statusCode()).isEqualTo(501);
      assertThat(code(answer)).isEqualTo("not_configured");
      assertThat(person.get("/api/models/" + model).statusCode()).isEqualTo(200);
    }
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
  void whateverTheMemberCenterFailsWith_is502_onceAndWithoutItsState(String fault) throws Exception {
    String download = "/api/models/" + promote("models/" + UUID.randomUUID() + "/1.nef") + "/download";
    standins.fail("/file-access/download-tokens", 1, fault);
    assertUnavailable(alice.get(download));
    standins.fail("/file-access/download-tokens", 1, "\"kind\":\"status\",\"status\":401"); // drops the service token
    assertUnavailable(alice.get(download));
    standins.fail("/oauth/token", 1, fault);
    assertUnavailable(alice.get(download));
    assertThat(standins.faultsLeft()).as("each was met, and only once").isZero();
    assertThat(alice.get(download).statusCode()).isEqualTo(200);
  }

  private static void assertUnavailable(HttpResponse<String> answer) {
    assertThat(answer.statusCode()).isEqualTo(502);
    JsonObject error = Person.json(answer.body()).getJsonObject("error");
    assertThat(error.getString("code")).isEqualTo("download_unavailable");
    assertThat(error.getString("message")).isEqualTo("The download is not available at the moment; try again.");
  }

  @Test
  void download_leadsToTheFile_wholeAndForAWhile() throws Exception {
    String path = "models/" + UUID.randomUUID() + "/%C3%A4%20b%25%2B/1.nef";
    long length = 40 * MEGABYTE + 7;
    standins.put(path, () -> Bodies.pattern(length));
    UUID model = promote(path.replace("%C3%A4%20b%25%2B", "ä b%+"));

    JsonObject download = download(model);
    URI url = URI.create(download.getString("download_url"));
    String token = download.getString("token");
    assertThat(download.keySet()).containsExactlyInAnyOrder("download_url", "token", "expires_at");
    assertThat(url).isEqualTo(standins.file(path));
    assertThat(Instant.parse(download.getString("expires_at"))).isBetween(Instant.now(), Instant.now().plusSeconds(TTL_SECONDS));

    HttpResponse<InputStream> file = standins.fetch(url, token);
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
    standins.put(folder + "/1.nef", () -> Bodies.pattern(10));
    standins.put(folder + "/2.nef", () -> Bodies.pattern(10));
    String token = download(promote(folder + "/1.nef")).getString("token");

    assertThat(status(standins.file(folder + "/1.nef"), token)).isEqualTo(200);
    assertThat(status(standins.file(folder + "/2.nef"), token)).isEqualTo(403);
    assertThat(status(standins.file(folder + "%2F1.nef"), token)).isEqualTo(400);
    assertThat(status(standins.file(folder + "/1.nef"), standins.tokenOfAnotherTenant(folder + "/1.nef"))).isEqualTo(403);
    assertThat(status(standins.file(folder + "/1.nef"), "fdt_nobody-gave-this-one-to-anybody")).isEqualTo(401);
    HttpRequest delete =
        HttpRequest.newBuilder(standins.file(folder + "/1.nef")).header("Authorization", "Bearer " + token).DELETE().build();
    assertThat(alice.client().send(delete, BodyHandlers.discarding()).statusCode()).isEqualTo(403);
  }

  @Test
  void fileServer_letsTheConsolesPagesFetch_andNoOthers() throws Exception {
    URI file = standins.file("models/x/1.nef");
    HttpRequest.Builder preflight =
        HttpRequest.newBuilder(file)
            .method("OPTIONS", BodyPublishers.noBody())
            .header("Access-Control-Request-Method", "GET")
            .header("Access-Control-Request-Headers", "authorization");
    HttpResponse<Void> ours = alice.client().send(preflight.copy().header("Origin", alice.origin()).build(), BodyHandlers.discarding());
    assertThat(ours.headers().firstValue("Access-Control-Allow-Origin")).contains(alice.origin());
    assertThat(ours.headers().firstValue("Access-Control-Allow-Headers")).contains("Authorization");
    HttpResponse<Void> others = alice.client().send(preflight.copy().header("Origin", "https://evil.test").build(), BodyHandlers.discarding());
    assertThat(others.headers().firstValue("Access-Control-Allow-Origin")).isEmpty();
  }

  @Test
  void noAnswer_tellsTheObjectKey() throws Exception {
    String folder = "models/" + UUID.randomUUID();
    UUID model = promote(folder + "/1.nef");
    assertThat(Person.json(alice.get("/api/models/" + model).body()).keySet()).isEqualTo(FIELDS);
    assertThat(alice.get("/api/models").body()).contains(model.toString()).doesNotContain(folder);
    assertThat(alice.get("/api/models/" + model).body()).doesNotContain(folder);
  }

  @Test
  void uploadedModel_livesItsLife() throws Exception {
    HttpResponse<String> made = Uploads.sendSized(alice, "Gate 門", "KL720", 3 * MEGABYTE);
    assertThat(made.statusCode()).as(made.body()).isEqualTo(201);
    JsonObject model = Person.json(made.body());
    String path = "/api/models/" + model.getString("id");
    assertThat(made.headers().firstValue("Location").orElse("")).endsWith(path);
    assertThat(model.keySet()).isEqualTo(FIELDS);
    assertThat(model.getString("name")).isEqualTo("Gate 門");
    assertThat(model.getString("source")).isEqualTo("uploaded");
    assertThat(model.getInt("size")).isEqualTo((int) (3 * MEGABYTE));
    assertThat(model.getString("sha256")).isEqualTo(Bodies.sha256OfPattern(3 * MEGABYTE));

    HttpRequest rename = alice.changing(path).method("PATCH", BodyPublishers.ofString("{\"name\":\"Door\",\"chip\":\"x\",\"owner\":\"y\"}")).build();
    JsonObject renamed = Person.json(alice.send(rename).body());
    assertThat(renamed.getString("name")).isEqualTo("Door");
    assertThat(renamed.getString("chip")).isEqualTo("KL720");
    HttpRequest wrong = alice.changing(path).method("PATCH", BodyPublishers.ofString("{\"name\":7}")).build();
    assertThat(alice.send(wrong).statusCode()).isEqualTo(400);
    assertThat(Person.json(alice.get(path).body())).isEqualTo(renamed);

    HttpResponse<InputStream> content = alice.client().send(alice.request(path + "/content").build(), BodyHandlers.ofInputStream());
    assertThat(content.headers().firstValue("Content-Disposition")).contains("attachment; filename=\"model\"; filename*=UTF-8''Door");
    assertThat(content.headers().firstValueAsLong("Content-Length")).hasValue(3 * MEGABYTE);
    try (InputStream body = content.body()) {
      assertThat(Bodies.sha256(body)).isEqualTo(model.getString("sha256"));
    }

    Path file = folder().resolve(model.getString("id"));
    assertThat(file).exists();
    assertThat(alice.delete(path).statusCode()).isEqualTo(204);
    assertThat(file).doesNotExist();
    assertThat(alice.get(path).statusCode()).isEqualTo(404);
    assertThat(alice.delete(path).statusCode()).isEqualTo(404);
  }

  @Test
  void contentOfAConvertedModel_isNotHere() throws Exception {
    HttpResponse<String> answer = alice.get("/api/models/" + promote("models/" + UUID.randomUUID() + "/1.nef") + "/content");
    assertThat(answer.statusCode()).isEqualTo(409);
    assertThat(code(answer)).isEqualTo("conflict");
  }

  @Test
  void uploadOverTheLimit_is413_whetherItSaysSoOrNot_andLeavesNothing() throws Exception {
    long before = count();
    List<String> files = files();
    HttpResponse<String> sized = Uploads.sendSized(alice, "big", "KL720", LARGEST + (1 << 20));
    assertThat(sized.statusCode()).isEqualTo(413);
    assertThat(code(sized)).isEqualTo("payload_too_large");
    HttpResponse<String> chunked = Uploads.send(alice, "big", "KL720", LARGEST + 1);
    assertThat(chunked.statusCode()).isEqualTo(413);
    assertThat(code(chunked)).isEqualTo("payload_too_large");
    assertThat(count()).isEqualTo(before);
    assertThat(files()).isEqualTo(files);
  }

  @Test
  void uploadOfTheLargestSize_arrivesWhole_inFlatMemory() throws Exception {
    assertThat(Uploads.send(alice, "warm-up", "KL720", 32 * MEGABYTE).statusCode()).isEqualTo(201);
    Proc server = new Proc(stack.apiServer().pid());
    long before = server.residentBytes();

    HttpResponse<String> made = Uploads.send(alice, "large", "KL720", LARGEST);

    assertThat(made.statusCode()).as(made.body()).isEqualTo(201);
    assertThat(Person.json(made.body()).getString("sha256")).isEqualTo(Bodies.sha256OfPattern(LARGEST));
    assertThat(server.residentBytes() - before).as("growth of the server").isLessThan(GROWTH_LIMIT);
    assertThat(alice.delete("/api/models/" + Person.json(made.body()).getString("id")).statusCode()).isEqualTo(204);
  }

  @Test
  void uploadThatBreaksOff_leavesNeitherFileNorRow() throws Exception {
    long before = count();
    List<String> files = files();
    String head = Uploads.head("half", "KL720");
    try (RawExchange exchange = new RawExchange(stack.api())) {
      exchange.send(
          "POST /api/models HTTP/1.1\r\nHost: 127.0.0.1:"
              + stack.api().getPort()
              + "\r\nCookie: "
              + alice.cookie()
              + "\r\nX-CSRF: 1\r\nOrigin: "
              + alice.origin()
              + "\r\nContent-Type: "
              + Uploads.TYPE
              + "\r\nContent-Length: 1000000\r\n\r\n"
              + head
              + "x".repeat(200_000));
      await().atMost(SOON).until(() -> files().stream().anyMatch(name -> name.endsWith(".part")));
    }
    await().atMost(SOON).until(() -> files().equals(files));
    assertThat(count()).isEqualTo(before);
  }

  @Test
  void uploadOfAnotherShape_isRefused() {
    HttpRequest json = alice.changing("/api/models").POST(BodyPublishers.ofString("{}")).build();
    assertThat(alice.send(json).statusCode()).isEqualTo(415);
    assertThat(Uploads.send(alice, " ", "KL720", 10).statusCode()).isEqualTo(400);
    HttpResponse<String> chip = Uploads.send(alice, "name", "../etc", 10);
    assertThat(chip.statusCode()).isEqualTo(400);
    assertThat(Person.json(chip.body()).getJsonObject("error").getString("message")).startsWith("chip ");
    assertThat(Uploads.send(alice, "empty", "KL720", 0).statusCode()).isEqualTo(400);
    HttpRequest forged =
        alice.request("/api/models").header("Content-Type", Uploads.TYPE).POST(BodyPublishers.ofInputStream(() -> Uploads.body("n", "c", 1))).build();
    assertThat(code(alice.send(forged))).isEqualTo("csrf_rejected");
  }

  @Test
  void list_isPagedNewestFirst() {
    List<String> made = Stream.of("one", "two", "three").map(ModelsIT.this::upload).toList().reversed();
    JsonObject first = Person.json(alice.get("/api/models?limit=2").body());
    assertThat(ids(first)).isEqualTo(made.subList(0, 2));
    JsonObject second = Person.json(alice.get("/api/models?limit=2&cursor=" + first.getString("next")).body());
    assertThat(ids(second)).startsWith(made.get(2));
    assertThat(alice.get("/api/models?limit=0").statusCode()).isEqualTo(400);
  }

  @Test
  void tokenFetches_areCountedByOutcome_andNameNobody() throws Exception {
    UUID model = promote("models/" + UUID.randomUUID() + "/1.nef");
    URI metrics = URI.create("http://127.0.0.1:" + stack.ports().operations() + "/metrics");
    double before = fetches(metrics, "unreachable");
    standins.fail("/file-access/download-tokens", 1, "\"kind\":\"status\",\"status\":503");
    assertUnavailable(alice.get("/api/models/" + model + "/download"));
    assertThat(fetches(metrics, "unreachable")).isEqualTo(before + 1);
    assertThat(Plain.get(metrics).body()).doesNotContain(Standins.ALICE, model.toString(), "fdt_");
  }

  private static double fetches(URI metrics, String outcome) {
    return Plain.get(metrics)
        .body()
        .lines()
        .filter(
            line ->
                line.startsWith("visiona_token_fetches_total{")
                    && line.contains("client=\"downloads\"")
                    && line.contains("token=\"download_token\"")
                    && line.contains("outcome=\"" + outcome + "\""))
        .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
        .findFirst()
        .orElseThrow();
  }

  private String upload(String name) {
    HttpResponse<String> made = Uploads.send(alice, name, "KL720", 100);
    assertThat(made.statusCode()).as(made.body()).isEqualTo(201);
    return Person.json(made.body()).getString("id");
  }

  /** What promoting a conversion leaves in the library of Alice. */
  private static UUID promote(String key) throws SQLException {
    UUID id = UUID.randomUUID();
    SuiteSecrets.remember("object key", key);
    try (Connection connection = postgres.getPostgresDatabase().getConnection();
        PreparedStatement insert =
            connection.prepareStatement(
                "INSERT INTO models (id, owner, name, source, chip, size_bytes, sha256, object_key, conversion_id, created_at, updated_at)"
                    + " VALUES (?, ?, 'The converted model of Alice', 'converted', 'KL720', 10, ?, ?, ?, ?, ?)")) {
      insert.setObject(1, id);
      insert.setString(2, Standins.ALICE);
      insert.setString(3, HASH);
      insert.setString(4, key);
      insert.setString(5, UUID.randomUUID().toString());
      insert.setObject(6, OffsetDateTime.now(ZoneOffset.UTC));
      insert.setObject(7, OffsetDateTime.now(ZoneOffset.UTC));
      insert.executeUpdate();
    }
    return id;
  }

  private JsonObject download(UUID model) {
    HttpResponse<String> answer = alice.get("/api/models/" + model + "/download");
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    assertThat(answer.headers().firstValue("Cache-Control")).contains("no-store");
    JsonObject download = Person.json(answer.body());
    SuiteSecrets.remember("download token", download.getString("token"));
    return download;
  }

  private static int status(URI url, String token) throws IOException, InterruptedException {
    HttpResponse<InputStream> answer = standins.fetch(url, token);
    answer.body().close();
    return answer.statusCode();
  }

  private static Path folder() {
    return stack.apiServer().output().resolve("models");
  }

  private static List<String> files() throws IOException {
    if (!Files.isDirectory(folder())) {
      return List.of();
    }
    try (Stream<Path> all = Files.list(folder())) {
      return all.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }

  private static long count() throws SQLException {
    try (Connection connection = postgres.getPostgresDatabase().getConnection();
        var rows = connection.createStatement().executeQuery("SELECT COUNT(*) FROM models")) {
      rows.next();
      return rows.getLong(1);
    }
  }

  private static List<String> ids(JsonObject page) {
    return page.getJsonArray("items").getValuesAs(JsonObject.class).stream().map(item -> item.getString("id")).toList();
  }

  private static String code(HttpResponse<String> response) {
    return Person.json(response.body()).getJsonObject("error").getString("code");
  }
}
