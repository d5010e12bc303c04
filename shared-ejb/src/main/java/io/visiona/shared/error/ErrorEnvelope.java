package io.visiona.shared.error;

import io.visiona.shared.coding.CachedJson;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The one shape of an error body: {@code
 * {"error":{"code","message","i18n","timestamp","request_id"}}}, with {@code details} where a text
 * needs values, and {@code source} where an agent said it.
 */
public final class ErrorEnvelope {
  private ErrorEnvelope() {}

  /** The envelope as JSON; the message must be fit for anybody's eyes. */
  public static JsonObject of(ErrorCode code, String message, String requestId, Clock clock) {
    return of(code.code(), code.i18n(), message, requestId, clock);
  }

  /** With plain values for texts; {@code details} is left out when there are none. */
  public static JsonObject of(
      ErrorCode code, String message, Map<String, Object> details, String requestId, Clock clock) {
    JsonObjectBuilder error = error(code.code(), code.i18n(), message, requestId, clock);
    if (!details.isEmpty()) {
      error.add("details", CachedJson.createObjectBuilder(details));
    }
    return wrapped(error);
  }

  /**
   * As {@link #of(ErrorCode, String, String, Clock)} for codes of others; {@code i18n} is the key
   * of a translation.
   */
  public static JsonObject of(
      String code, String i18n, String message, String requestId, Clock clock) {
    return wrapped(error(code, i18n, message, requestId, clock));
  }

  /** An error that an agent told: says so, and keeps its details. */
  public static JsonObject ofAgent(
      String code,
      String i18n,
      String message,
      @Nullable JsonObject details,
      String requestId,
      Clock clock) {
    JsonObjectBuilder error = error(code, i18n, message, requestId, clock).add("source", "agent");
    if (details != null) {
      error.add("details", details);
    }
    return wrapped(error);
  }

  private static JsonObject wrapped(JsonObjectBuilder error) {
    return CachedJson.createObjectBuilder().add("error", error).build();
  }

  private static JsonObjectBuilder error(
      String code, String i18n, String message, String requestId, Clock clock) {
    return CachedJson.createObjectBuilder()
        .add("code", code)
        .add("message", message)
        .add("i18n", i18n)
        .add("timestamp", clock.instant().truncatedTo(ChronoUnit.SECONDS).toString())
        .add("request_id", requestId);
  }
}
