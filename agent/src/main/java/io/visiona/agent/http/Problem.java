package io.visiona.agent.http;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.io.IOException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import org.apache.hc.core5.http.HttpException;
import org.jspecify.annotations.Nullable;

/** What the agent answers when it cannot do what it is asked, in the product's error envelope. */
public enum Problem {
  BAD_REQUEST(400),
  NOT_FOUND(404),
  METHOD_NOT_ALLOWED(405),
  HEAD_TOO_LARGE(431),
  TARGET_UNREACHABLE(502);

  static final String JSON = "application/json; charset=utf-8";

  private final int status;

  Problem(int status) {
    this.status = status;
  }

  /** The status that goes with it. */
  public int status() {
    return status;
  }

  void send(Exchange exchange, String message) throws IOException, HttpException {
    exchange.send(status, JSON, envelope(message, exchange.header("X-Request-Id")));
  }

  /** The body: one JSON object in the envelope that the API uses too. */
  public String envelope(String message, @Nullable String requestId) {
    String code = name().toLowerCase(Locale.ROOT);
    var error =
        Json.createObjectBuilder()
            .add("code", code)
            .add("message", message)
            .add("i18n", code)
            .add("timestamp", Instant.now().truncatedTo(ChronoUnit.SECONDS).toString());
    if (requestId != null) {
      error.add("request_id", requestId);
    }
    JsonObject body = Json.createObjectBuilder().add("error", error).build();
    return body.toString();
  }
}
