package io.visiona.tests.conversion;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.visiona.launch.Person;
import io.visiona.tests.conversion.Client.File;
import io.visiona.tests.support.Bodies;
import io.visiona.tests.support.OnSharedStack;
import io.visiona.tests.support.Plain;
import io.visiona.tests.support.Proc;
import io.visiona.tests.support.Stack;
import io.visiona.tests.support.SuiteSecrets;
import jakarta.json.JsonObject;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** From a model file to the converted one, with the stand-ins of the development server. */
@OnSharedStack
final class ConversionFlowIT {
  private static final long MEGABYTE = 1L << 20;
  private static final long WARM_UP = 32 * MEGABYTE;
  private static final long LARGE = 500 * MEGABYTE;
  private static final long GROWTH_LIMIT = 100 * MEGABYTE;

  @Test
  void model_isConvertedWatchedPromotedAndDownloaded(Stack stack) throws Exception {
    try (Person alice = stack.signIn("alice")) {
      HttpResponse<String> begun =
          Client.upload(
              alice,
              "Doorbell",
              "KL730",
              new File("doorbell.tflite", () -> Bodies.pattern(MEGABYTE)));
      assertThat(begun.statusCode()).as(begun.body()).isEqualTo(202);
      String id = Person.json(begun.body()).getString("id");

      List<JsonObject> seen = watch(alice, id);
      assertThat(seen.getLast().getString("status")).isEqualTo("succeeded");
      assertThat(seen)
          .extracting(event -> event.getInt("progress"))
          .isSorted()
          .hasSizeGreaterThan(2);

      HttpResponse<String> promoted = alice.post("/api/conversions/" + id + "/promote", "{}");
      assertThat(promoted.statusCode()).as(promoted.body()).isEqualTo(200);

      byte[] file = fetch(location(alice, stack, id));
      String head = "NEF1 KL730 " + Bodies.sha256OfPattern(MEGABYTE) + "\n";
      assertThat(new String(file, 0, head.length(), StandardCharsets.US_ASCII)).isEqualTo(head);

      JsonObject model =
          Person.json(
              alice
                  .get("/api/models/" + Person.json(promoted.body()).getString("model_id"))
                  .body());
      assertThat(model.getString("name")).isEqualTo("Doorbell");
      assertThat(model.getString("chip")).isEqualTo("KL730");
      assertThat(model.getJsonNumber("size").longValue()).isEqualTo(file.length);
      assertThat(model.getString("sha256"))
          .isEqualTo(Bodies.sha256(new ByteArrayInputStream(file)));

      JsonObject download =
          Person.json(alice.get("/api/models/" + model.getString("id") + "/download").body());
      SuiteSecrets.remember("download token", download.getString("token"));
      HttpResponse<byte[]> fromLibrary =
          get(
              URI.create(download.getString("download_url")),
              "Authorization",
              "Bearer " + download.getString("token"));
      assertThat(fromLibrary.body()).isEqualTo(file);
    }
  }

  @Test
  void tokenOfAResult_opensNoOtherFile(Stack stack) throws Exception {
    try (Person alice = stack.signIn("alice")) {
      URI one = location(alice, stack, converted(alice));
      URI other = location(alice, stack, converted(alice));
      URI mixed = URI.create(other.toString().replace(other.getRawQuery(), one.getRawQuery()));
      assertThat(Plain.get(mixed).statusCode()).isEqualTo(403);
      assertThat(
              Plain.get(URI.create(one.toString().replace("?" + one.getRawQuery(), "")))
                  .statusCode())
          .isEqualTo(401);
    }
  }

  @Test
  void modelThatTheConverterCannotConvert_failsWithItsReason(Stack stack) throws Exception {
    try (Person alice = stack.signIn("alice")) {
      HttpResponse<String> begun =
          Client.upload(
              alice,
              "Doorbell",
              "KL720",
              File.of("m.onnx", "fail: Operator Foo is not supported."));
      JsonObject last = watch(alice, Person.json(begun.body()).getString("id")).getLast();
      assertThat(last.getString("status")).isEqualTo("failed");
      assertThat(last.getString("message")).isEqualTo("Operator Foo is not supported.");
    }
  }

  @Test
  void modelOf500Megabytes_streamsThrough_inFlatMemory(Stack stack) throws Exception {
    try (Person alice = stack.signIn("alice")) {
      assertThat(send(alice, WARM_UP).statusCode()).isEqualTo(202);
      Proc server = new Proc(stack.apiServer().pid());
      long before = server.residentBytes();

      HttpResponse<String> begun = send(alice, LARGE);
      long growth = server.residentBytes() - before;

      assertThat(begun.statusCode()).as(begun.body()).isEqualTo(202);
      assertThat(growth).as("growth of the server").isLessThan(GROWTH_LIMIT);
      String id = Person.json(begun.body()).getString("id");
      assertThat(watch(alice, id).getLast().getString("status")).isEqualTo("succeeded");
      String first = "NEF1 KL720 " + Bodies.sha256OfPattern(LARGE) + "\n";
      assertThat(new String(begin(location(alice, stack, id), first.length()), ISO_8859_1))
          .isEqualTo(first);
    }
  }

  private static HttpResponse<String> send(Person person, long length) {
    return Client.upload(
        person, "Large", "KL720", new File("large.onnx", () -> Bodies.pattern(length)));
  }

  private static String converted(Person person) throws Exception {
    String id = Client.begin(person, "Doorbell");
    assertThat(watch(person, id).getLast().getString("status")).isEqualTo("succeeded");
    return id;
  }

  private static List<JsonObject> watch(Person person, String id) throws Exception {
    HttpRequest request = person.request("/api/conversions/" + id + "/events").build();
    List<JsonObject> seen = new ArrayList<>();
    try (Stream<String> lines = person.client().send(request, BodyHandlers.ofLines()).body()) {
      lines
          .filter(line -> line.startsWith("data: "))
          .map(line -> Person.json(line.substring(6)))
          .forEach(seen::add);
    }
    return seen;
  }

  private static URI location(Person person, Stack stack, String id) throws Exception {
    HttpResponse<byte[]> answer =
        get(stack.api().resolve("/api/conversions/" + id + "/result"), "Cookie", person.cookie());
    assertThat(answer.statusCode())
        .as(new String(answer.body(), StandardCharsets.UTF_8))
        .isEqualTo(302);
    URI location = URI.create(answer.headers().firstValue("Location").orElseThrow());
    SuiteSecrets.remember("download token", location.getRawQuery().replace("access_token=", ""));
    return location;
  }

  private static byte[] fetch(URI location) throws Exception {
    HttpResponse<byte[]> file = get(location, "Accept", "*/*");
    assertThat(file.statusCode()).isEqualTo(200);
    return file.body();
  }

  /** The first bytes of a file that is larger than this machine's memory may be. */
  private static byte[] begin(URI location, int count) throws Exception {
    try (HttpClient client = HttpClient.newHttpClient()) {
      HttpResponse<InputStream> file =
          client.send(HttpRequest.newBuilder(location).build(), BodyHandlers.ofInputStream());
      assertThat(file.statusCode()).isEqualTo(200);
      try (InputStream content = file.body()) {
        return content.readNBytes(count);
      } finally {
        client.shutdownNow();
      }
    }
  }

  private static HttpResponse<byte[]> get(URI uri, String name, String value) throws Exception {
    try (HttpClient client = HttpClient.newHttpClient()) {
      return client.send(
          HttpRequest.newBuilder(uri).header(name, value).build(), BodyHandlers.ofByteArray());
    }
  }
}
