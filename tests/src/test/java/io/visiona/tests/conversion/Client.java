package io.visiona.tests.conversion;

import static org.assertj.core.api.Assertions.assertThat;

import io.visiona.launch.Person;
import jakarta.json.JsonObject;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;

/** What a person does with conversions. */
final class Client {
  private static final String BOUNDARY = "boundary-of-the-tests";
  private static final Duration LIMIT = Duration.ofMinutes(3);

  private Client() {}

  /** A file part. */
  record File(String name, Supplier<InputStream> content) {
    static File of(String name, String content) {
      return new File(
          name, () -> new ByteArrayInputStream(content.getBytes(StandardCharsets.UTF_8)));
    }
  }

  /** Begins a conversion; gives back its id. */
  static String begin(Person person, String name) {
    HttpResponse<String> begun =
        upload(person, name, "KL720", File.of("model.onnx", "a model called " + name));
    assertThat(begun.statusCode()).as(begun.body()).isEqualTo(202);
    return Person.json(begun.body()).getString("id");
  }

  /** Sends a model file of whatever length, in chunks. */
  static HttpResponse<String> upload(Person person, String name, String chip, File file) {
    return post(person, chunked(List.of(field("name", name), field("target_chip", chip)), file));
  }

  /** Sends a body. */
  static HttpResponse<String> post(Person person, BodyPublisher body) {
    return person.send(request(person, body));
  }

  /** A request with a multipart body. */
  static HttpRequest request(Person person, BodyPublisher body) {
    return person
        .request("/api/conversions")
        .timeout(LIMIT)
        .header("Content-Type", "multipart/form-data; boundary=" + BOUNDARY)
        .header("X-CSRF", "1")
        .header("Origin", person.origin())
        .POST(body)
        .build();
  }

  /** Fields, then the file, then the end. */
  static BodyPublisher chunked(List<String> fields, File file) {
    return BodyPublishers.ofInputStream(() ->
        new SequenceInputStream(
            Collections.enumeration(
                List.of(
                    bytes(String.join("", fields) + head(file.name())),
                    file.content().get(),
                    bytes("\r\n" + end())))));
  }

  /** A body of known length. */
  static BodyPublisher text(String... parts) {
    return BodyPublishers.ofString(String.join("", parts));
  }

  static String field(String name, String value) {
    return "--"
        + BOUNDARY
        + "\r\nContent-Disposition: form-data; name=\""
        + name
        + "\"\r\n\r\n"
        + value
        + "\r\n";
  }

  static String file(String fileName, String content) {
    return head(fileName) + content + "\r\n";
  }

  static String head(String fileName) {
    return "--"
        + BOUNDARY
        + "\r\nContent-Disposition: form-data; name=\"file\"; filename=\""
        + fileName
        + "\"\r\nContent-Type: application/octet-stream\r\n\r\n";
  }

  static String end() {
    return "--" + BOUNDARY + "--\r\n";
  }

  private static InputStream bytes(String text) {
    return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
  }

  /** One conversion as it is now. */
  static JsonObject get(Person person, String id) {
    HttpResponse<String> answer = person.get("/api/conversions/" + id);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    return Person.json(answer.body());
  }

  /** All of a person's conversions, the first page. */
  static List<JsonObject> list(Person person) {
    return Person.json(person.get("/api/conversions").body())
        .getJsonArray("items")
        .getValuesAs(JsonObject.class);
  }

  /** Cancels whatever still goes on. */
  static void cancelAll(Person person) {
    list(person).stream()
        .filter(each -> Set.of("queued", "running").contains(each.getString("status")))
        .forEach(each -> person.delete("/api/conversions/" + each.getString("id")));
  }

  /** The code of an error. */
  static String code(HttpResponse<String> answer) {
    return Person.json(answer.body()).getJsonObject("error").getString("code");
  }
}
