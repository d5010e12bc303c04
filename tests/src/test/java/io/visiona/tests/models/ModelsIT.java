package io.visiona.tests.models;

import static org.assertj.core.api.Assertions.assertThat;

import io.visiona.launch.Person;
import io.visiona.tests.support.Bodies;
import io.visiona.tests.support.Plain;
import jakarta.json.JsonObject;
import java.io.InputStream;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The model library of a deployed server: every row of its status table, and the life of a model.
 */
@OnModelWorld
final class ModelsIT {
  private static final Set<String> FIELDS =
      Set.of("id", "name", "source", "chip", "size", "sha256", "created_at", "updated_at");

  private final ModelWorld world;
  private final Person alice;
  private final Person bob;

  ModelsIT(ModelWorld world) {
    this.world = world;
    this.alice = world.alice;
    this.bob = world.bob;
  }

  @Test
  void signedOut_is401() {
    String model = "/api/models/" + upload("mine");
    for (String path : List.of("/api/models", model, model + "/download", model + "/content")) {
      HttpResponse<String> answer = Plain.get(world.stack.api().resolve(path));
      assertThat(answer.statusCode()).as(path).isEqualTo(401);
      assertThat(code(answer)).isEqualTo("unauthenticated");
    }
  }

  @Test
  void somebodyElsesModel_is403_andUntouched() throws Exception {
    for (String model :
        List.of(
            "/api/models/" + upload("hers"),
            "/api/models/" + world.promoted("models/" + UUID.randomUUID() + "/1.nef"))) {
      JsonObject before = Person.json(alice.get(model).body());
      HttpRequest rename =
          bob.changing(model)
              .method("PATCH", BodyPublishers.ofString("{\"name\":\"stolen\"}"))
              .build();
      SoftAssertions all = new SoftAssertions();
      for (HttpResponse<String> answer :
          List.of(
              bob.get(model),
              bob.get(model + "/download"),
              bob.get(model + "/content"),
              bob.send(rename),
              bob.delete(model))) {
        String call = answer.request().method() + " " + answer.uri().getPath();
        all.assertThat(answer.statusCode()).as(call).isEqualTo(403);
        all.assertThat(answer.body())
            .as(call)
            .contains("\"forbidden\"")
            .doesNotContain(before.getString("name"), Standins.ALICE);
      }
      all.assertAll();
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
  void noAnswer_tellsTheObjectKey() throws Exception {
    String folder = "models/" + UUID.randomUUID();
    UUID model = world.promoted(folder + "/1.nef");
    assertThat(Person.json(alice.get("/api/models/" + model).body()).keySet()).isEqualTo(FIELDS);
    assertThat(alice.get("/api/models").body()).contains(model.toString()).doesNotContain(folder);
    assertThat(alice.get("/api/models/" + model).body()).doesNotContain(folder);
  }

  @Test
  void uploadedModel_livesItsLife() throws Exception {
    HttpResponse<String> made =
        Uploads.sendSized(alice, "Gate 門", "KL720", 3 * ModelWorld.MEGABYTE);
    assertThat(made.statusCode()).as(made.body()).isEqualTo(201);
    JsonObject model = Person.json(made.body());
    String path = "/api/models/" + model.getString("id");
    assertThat(made.headers().firstValue("Location").orElse("")).endsWith(path);
    assertThat(model.keySet()).isEqualTo(FIELDS);
    assertThat(model.getString("name")).isEqualTo("Gate 門");
    assertThat(model.getString("source")).isEqualTo("uploaded");
    assertThat(model.getInt("size")).isEqualTo((int) (3 * ModelWorld.MEGABYTE));
    assertThat(model.getString("sha256"))
        .isEqualTo(Bodies.sha256OfPattern(3 * ModelWorld.MEGABYTE));

    HttpRequest rename =
        alice
            .changing(path)
            .method(
                "PATCH",
                BodyPublishers.ofString("{\"name\":\"Door\",\"chip\":\"x\",\"owner\":\"y\"}"))
            .build();
    JsonObject renamed = Person.json(alice.send(rename).body());
    assertThat(renamed.getString("name")).isEqualTo("Door");
    assertThat(renamed.getString("chip")).isEqualTo("KL720");
    HttpRequest wrong =
        alice.changing(path).method("PATCH", BodyPublishers.ofString("{\"name\":7}")).build();
    assertThat(alice.send(wrong).statusCode()).isEqualTo(400);
    assertThat(Person.json(alice.get(path).body())).isEqualTo(renamed);

    HttpResponse<InputStream> content =
        alice.client().send(alice.request(path + "/content").build(), BodyHandlers.ofInputStream());
    assertThat(content.headers().firstValue("Content-Disposition"))
        .contains("attachment; filename=\"model\"; filename*=UTF-8''Door");
    assertThat(content.headers().firstValueAsLong("Content-Length"))
        .hasValue(3 * ModelWorld.MEGABYTE);
    try (InputStream body = content.body()) {
      assertThat(Bodies.sha256(body)).isEqualTo(model.getString("sha256"));
    }

    Path file = world.folder().resolve(model.getString("id"));
    assertThat(file).exists();
    assertThat(alice.delete(path).statusCode()).isEqualTo(204);
    assertThat(file).doesNotExist();
    assertThat(alice.get(path).statusCode()).isEqualTo(404);
    assertThat(alice.delete(path).statusCode()).isEqualTo(404);
  }

  private HttpResponse<String> content(String path, String... headers) {
    HttpRequest.Builder request = alice.request(path + "/content");
    return alice.send((headers.length == 0 ? request : request.headers(headers)).build());
  }

  @Test
  void contentOfAnUploadedModel_isGivenInParts_andOnceForATag() {
    String path = "/api/models/" + upload("parts");
    HttpResponse<String> whole = content(path);
    String tag = whole.headers().firstValue("ETag").orElse("");
    assertThat(tag).matches("\"[0-9a-f]{64}\"");
    assertThat(whole.headers().firstValue("Accept-Ranges")).contains("bytes");
    assertThat(whole.body()).hasSize(100);

    HttpResponse<String> part = content(path, "Range", "bytes=10-19");
    assertThat(part.statusCode()).isEqualTo(206);
    assertThat(part.headers().firstValue("Content-Range")).contains("bytes 10-19/100");
    assertThat(part.headers().firstValueAsLong("Content-Length")).hasValue(10);
    assertThat(part.headers().firstValue("ETag")).contains(tag);
    assertThat(part.body()).isEqualTo(whole.body().substring(10, 20));
    assertThat(content(path, "Range", "bytes=-5").body()).isEqualTo(whole.body().substring(95));
    assertThat(content(path, "Range", "bytes=90-", "If-Range", tag).statusCode()).isEqualTo(206);
    assertThat(content(path, "Range", "bytes=90-", "If-Range", "\"other\"").body()).hasSize(100);

    HttpResponse<String> beyond = content(path, "Range", "bytes=100-");
    assertThat(beyond.statusCode()).isEqualTo(416);
    assertThat(beyond.headers().firstValue("Content-Range")).contains("bytes */100");
    HttpResponse<String> known = content(path, "If-None-Match", tag);
    assertThat(known.statusCode()).isEqualTo(304);
    assertThat(known.body()).isEmpty();
    assertThat(known.headers().firstValue("ETag")).contains(tag);
    assertThat(content(path, "If-None-Match", "\"other\"").statusCode()).isEqualTo(200);
  }

  @Test
  void contentOfAConvertedModel_isNotHere() throws Exception {
    HttpResponse<String> answer =
        alice.get(
            "/api/models/" + world.promoted("models/" + UUID.randomUUID() + "/1.nef") + "/content");
    assertThat(answer.statusCode()).isEqualTo(409);
    assertThat(code(answer)).isEqualTo("conflict");
  }

  @Test
  void list_isPagedNewestFirst() {
    List<String> made = Stream.of("one", "two", "three").map(this::upload).toList().reversed();
    JsonObject first = Person.json(alice.get("/api/models?limit=2").body());
    assertThat(ids(first)).isEqualTo(made.subList(0, 2));
    JsonObject second =
        Person.json(alice.get("/api/models?limit=2&cursor=" + first.getString("next")).body());
    assertThat(ids(second)).startsWith(made.get(2));
    assertThat(alice.get("/api/models?limit=0").statusCode()).isEqualTo(400);
  }

  private String upload(String name) {
    HttpResponse<String> made = Uploads.send(alice, name, "KL720", 100);
    assertThat(made.statusCode()).as(made.body()).isEqualTo(201);
    return Person.json(made.body()).getString("id");
  }

  private static List<String> ids(JsonObject page) {
    return page.getJsonArray("items").getValuesAs(JsonObject.class).stream()
        .map(item -> item.getString("id"))
        .toList();
  }

  private static String code(HttpResponse<String> response) {
    return Person.json(response.body()).getJsonObject("error").getString("code");
  }
}
