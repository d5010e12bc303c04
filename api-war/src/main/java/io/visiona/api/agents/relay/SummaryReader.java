package io.visiona.api.agents.relay;

import io.visiona.shared.sessions.SessionSummary;
import jakarta.json.JsonNumber;
import jakarta.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads the relay's summaries; anything missing or of another type is a {@code RuntimeException}.
 */
final class SummaryReader {
  private SummaryReader() {}

  static List<SessionSummary> list(JsonObject page) {
    return page.getJsonArray("items").getValuesAs(JsonObject.class).stream()
        .map(SummaryReader::one)
        .toList();
  }

  static SessionSummary one(JsonObject json) {
    return new SessionSummary(
        json.getString("session_id"),
        number(json, "generation"),
        json.getString("agent_id"),
        json.getString("owner"),
        json.getString("remote_address"),
        json.getString("transport"),
        json.getString("agent_version", ""),
        Instant.parse(json.getString("connected_at")),
        Instant.parse(json.getString("last_heard_at")),
        roundTrip(json),
        number(json, "bytes_in"),
        number(json, "bytes_out"),
        (int) number(json, "streams_open"),
        number(json, "streams_total"),
        json.getBoolean("contested", false));
  }

  private static @Nullable Duration roundTrip(JsonObject json) {
    if (json.isNull("round_trip_ms")) {
      return null;
    }
    double millis = json.getJsonNumber("round_trip_ms").doubleValue();
    return Duration.ofNanos((long) (millis * 1_000_000));
  }

  private static long number(JsonObject json, String name) {
    JsonNumber number = json.getJsonNumber(name);
    return number.longValueExact();
  }
}
