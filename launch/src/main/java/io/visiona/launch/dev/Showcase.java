package io.visiona.launch.dev;

import io.visiona.launch.Await;
import io.visiona.launch.Person;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Duration;

/**
 * What a person finds in a new installation: a finished conversion, and models that can be flashed
 * on the demo agent's devices.
 */
final class Showcase {
  private static final Duration LIMIT = Duration.ofSeconds(40);
  private static final String BOUNDARY = "visiona-dev";
  private static final int CREATED = 201;
  private static final int ACCEPTED = 202;
  private static final int OK = 200;

  /** Enough for a progress bar to be seen. */
  private static final String CONTENT = "a model of the development server ".repeat(60_000);

  private final Person person;

  Showcase(Person person) {
    this.person = person;
  }

  /** Makes what is missing. */
  void prepare() {
    if (isEmpty("/api/conversions")) {
      String id =
          Person.json(form("/api/conversions", "target_chip", "KL720", "Doorbell", ACCEPTED))
              .getString("id");
      Await.until(
          LIMIT, () -> Person.json(get("/api/conversions/" + id)).getInt("progress") == 100);
      checked(person.post("/api/conversions/" + id + "/promote", "{}"), OK);
    }
    if (!get("/api/models").contains("\"uploaded\"")) {
      form("/api/models", "chip", "KL520", "Parking", CREATED);
    }
  }

  private boolean isEmpty(String list) {
    return Person.json(get(list)).getJsonArray("items").isEmpty();
  }

  private String get(String path) {
    return checked(person.get(path), OK);
  }

  private String form(String path, String chipField, String chip, String name, int status) {
    String body =
        field("name", name) + field(chipField, chip) + file() + "--" + BOUNDARY + "--\r\n";
    HttpRequest request =
        person
            .request(path)
            .header("Content-Type", "multipart/form-data; boundary=" + BOUNDARY)
            .header("X-CSRF", "1")
            .header("Origin", person.origin())
            .POST(BodyPublishers.ofString(body))
            .build();
    return checked(person.send(request), status);
  }

  private static String field(String name, String value) {
    return "--%s\r\nContent-Disposition: form-data; name=\"%s\"\r\n\r\n%s\r\n"
        .formatted(BOUNDARY, name, value);
  }

  private static String file() {
    return "--%s\r\nContent-Disposition: form-data; name=\"file\"; filename=\"model.onnx\"\r\n\r\n%s\r\n"
        .formatted(BOUNDARY, CONTENT);
  }

  private static String checked(HttpResponse<String> answer, int status) {
    if (answer.statusCode() != status) {
      throw new IllegalStateException(
          "The development server's models: " + answer.statusCode() + " " + answer.body());
    }
    return answer.body();
  }
}
