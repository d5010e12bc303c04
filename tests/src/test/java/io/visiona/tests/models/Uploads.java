package io.visiona.tests.models;

import io.visiona.launch.Person;
import io.visiona.tests.support.Bodies;
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

/** Uploads of models as the console makes them. */
public final class Uploads {
  static final String TYPE = "multipart/form-data; boundary=the-boundary-of-the-tests";

  private static final String DELIMITER = "--the-boundary-of-the-tests";

  private Uploads() {}

  /** Everything in front of the file's bytes. */
  static String head(String name, String chip) {
    return field("name", name)
        + field("chip", chip)
        + DELIMITER
        + "\r\nContent-Disposition: form-data; name=\"file\"; filename=\"model.nef\"\r\nContent-Type: application/octet-stream\r\n\r\n";
  }

  private static String field(String name, String value) {
    return DELIMITER
        + "\r\nContent-Disposition: form-data; name=\""
        + name
        + "\"\r\n\r\n"
        + value
        + "\r\n";
  }

  /** A whole body around a pattern of that length. */
  static InputStream body(String name, String chip, long length) {
    return new SequenceInputStream(
        Collections.enumeration(
            List.of(
                bytes(head(name, chip)),
                Bodies.pattern(length),
                bytes("\r\n" + DELIMITER + "--\r\n"))));
  }

  private static InputStream bytes(String text) {
    return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
  }

  /** Sends it, without saying how long it is. */
  public static HttpResponse<String> send(Person person, String name, String chip, long length) {
    return send(person, BodyPublishers.ofInputStream(() -> body(name, chip, length)));
  }

  /** Sends it with its length. */
  static HttpResponse<String> sendSized(Person person, String name, String chip, long length) {
    long frame =
        (head(name, chip) + "\r\n" + DELIMITER + "--\r\n").getBytes(StandardCharsets.UTF_8).length;
    return send(
        person,
        BodyPublishers.fromPublisher(
            BodyPublishers.ofInputStream(() -> body(name, chip, length)), frame + length));
  }

  private static HttpResponse<String> send(Person person, BodyPublisher body) {
    HttpRequest request =
        person
            .request("/api/models")
            .timeout(Duration.ofMinutes(2))
            .header("Content-Type", TYPE)
            .header("X-CSRF", "1")
            .header("Origin", person.origin())
            .POST(body)
            .build();
    return person.send(request);
  }
}
