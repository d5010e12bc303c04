package io.visiona.api.gateway;

import jakarta.json.Json;
import jakarta.json.stream.JsonGenerator;
import jakarta.json.stream.JsonGeneratorFactory;
import java.io.StringWriter;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One request in the access log.
 *
 * @param time when it came
 * @param path as sent, without the query
 * @param username hashed
 * @param userId hashed
 * @param service of the route
 * @param upstreamStatus what the service answered; 0 for nothing
 */
record AccessLine(
    Instant time,
    String requestId,
    String method,
    String path,
    @Nullable String username,
    @Nullable String userId,
    @Nullable String service,
    long milliseconds,
    int status,
    int upstreamStatus) {
  private static final JsonGeneratorFactory JSON = Json.createGeneratorFactory(Map.of());

  /** Characters that most lines have room in. */
  private static final int LENGTH = 400;

  private static final int CLIENT_ERROR = 400;
  private static final int SERVER_ERROR = 500;

  /** As one line of JSON, with its end. */
  String json() {
    StringWriter line = new StringWriter(LENGTH);
    try (JsonGenerator json = JSON.createGenerator(line)) {
      json.writeStartObject()
          .write("timestamp", time.toString())
          .write(
              "level", status >= SERVER_ERROR ? "ERROR" : status >= CLIENT_ERROR ? "WARN" : "INFO")
          .write("service", "gateway")
          .write("request_id", requestId)
          .write("method", method)
          .write("path", path);
      text(json, "username", username);
      text(json, "user_id", userId);
      text(json, "backend_service", service);
      json.write("response_time_ms", milliseconds).write("status_code", status);
      if (upstreamStatus == 0) {
        json.writeNull("upstream_status");
      } else {
        json.write("upstream_status", upstreamStatus);
      }
      json.writeEnd();
    }
    return ascii(line.append('\n').toString());
  }

  /**
   * The library leaves characters alone that some readers of logs take for the end of a line, or
   * that turn the direction of reading; in a username they are a stranger's. Beyond ASCII there is
   * nothing but text, so an escape is the same JSON.
   */
  private static String ascii(String json) {
    if (json.chars().allMatch(c -> c <= '~')) {
      return json;
    }
    StringBuilder escaped = new StringBuilder(json.length() + 32);
    json.chars()
        .forEach(c -> {
          if (c <= '~') {
            escaped.append((char) c);
          } else {
            escaped.append("\\u%04x".formatted(c));
          }
        });
    return escaped.toString();
  }

  private static void text(JsonGenerator json, String name, @Nullable String value) {
    if (value == null) {
      json.writeNull(name);
    } else {
      json.write(name, value);
    }
  }
}
