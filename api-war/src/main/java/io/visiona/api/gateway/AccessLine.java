package io.visiona.api.gateway;

import java.time.Instant;
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
  /** Characters that most lines have room in. */
  static final int LENGTH = 400;

  private static final int CLIENT_ERROR = 400;
  private static final int SERVER_ERROR = 500;

  /** As one line of JSON, with its end. */
  void appendTo(StringBuilder json) {
    text(json.append('{'), "timestamp", time.toString());
    text(
        json.append(','),
        "level",
        status >= SERVER_ERROR ? "ERROR" : status >= CLIENT_ERROR ? "WARN" : "INFO");
    text(json.append(','), "service", "gateway");
    text(json.append(','), "request_id", requestId);
    text(json.append(','), "method", method);
    text(json.append(','), "path", path);
    text(json.append(','), "username", username);
    text(json.append(','), "user_id", userId);
    text(json.append(','), "backend_service", service);
    json.append(",\"response_time_ms\":").append(milliseconds);
    json.append(",\"status_code\":").append(status);
    json.append(",\"upstream_status\":");
    if (upstreamStatus == 0) {
      json.append("null");
    } else {
      json.append(upstreamStatus);
    }
    json.append("}\n");
  }

  private static void text(StringBuilder json, String name, @Nullable String value) {
    json.append('"').append(name).append("\":");
    if (value == null) {
      json.append("null");
      return;
    }
    json.append('"');
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      if (c == '"' || c == '\\') {
        json.append('\\').append(c);
      } else if (c < ' ' || c > '~') {
        json.append(String.format("\\u%04x", (int) c));
      } else {
        json.append(c);
      }
    }
    json.append('"');
  }
}
