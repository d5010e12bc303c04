package io.visiona.shared.error;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.time.Clock;
import java.time.temporal.ChronoUnit;

/** The one shape of an error body: {@code {"error":{"code","message","i18n","timestamp","request_id"}}}. */
public final class ErrorEnvelope {
  private ErrorEnvelope() {}

  /** The envelope as JSON; the message must be fit for anybody's eyes. */
  public static JsonObject of(ErrorCode code, String message, String requestId, Clock clock) {
    return of(code.code(), code.i18n(), message, requestId, clock);
  }

  /** As {@link #of(ErrorCode, String, String, Clock)} for codes of others; {@code i18n} is the key of a translation. */
  public static JsonObject of(String code, String i18n, String message, String requestId, Clock clock) {
    return Json.createObjectBuilder()
        .add(
            "error",
            Json.createObjectBuilder()
                .add("code", code)
                .add("message", message)
                .add("i18n", i18n)
                .add("timestamp", clock.instant().truncatedTo(ChronoUnit.SECONDS).toString())
                .add("request_id", requestId))
        .build();
  }
}
