package io.visiona.shared.sessions;

import io.visiona.shared.coding.CachedJson;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Session summaries as the relay tells them to the API: written and read in one place. */
public final class SummaryJson {
  private static final double NANOS_PER_MILLI = 1e6;

  private SummaryJson() {}

  /** A page of them. */
  public static JsonObject page(List<SessionSummary> summaries) {
    JsonArrayBuilder items = CachedJson.createArrayBuilder();
    summaries.forEach(summary -> items.add(write(summary)));
    return CachedJson.createObjectBuilder().add("items", items).addNull("next").build();
  }

  /** One of them. */
  public static JsonObject write(SessionSummary summary) {
    JsonObjectBuilder json =
        CachedJson.createObjectBuilder()
            .add("session_id", summary.sessionId())
            .add("generation", summary.generation())
            .add("agent_id", summary.agentId())
            .add("owner", summary.owner())
            .add("remote_address", summary.remoteAddress())
            .add("transport", summary.transport())
            .add("agent_version", summary.agentVersion())
            .add("connected_at", summary.connectedAt().toString())
            .add("last_heard_at", summary.lastHeardAt().toString())
            .add("bytes_in", summary.bytesIn())
            .add("bytes_out", summary.bytesOut())
            .add("streams_open", summary.streamsOpen())
            .add("streams_total", summary.streamsTotal())
            .add("contested", summary.contested());
    Duration roundTrip = summary.roundTrip();
    if (roundTrip == null) {
      json.addNull("round_trip_ms");
    } else {
      json.add("round_trip_ms", roundTrip.toNanos() / NANOS_PER_MILLI);
    }
    return json.build();
  }

  /** Those of a page. */
  public static List<SessionSummary> readPage(JsonObject page) {
    return page.getJsonArray("items").getValuesAs(JsonObject.class).stream()
        .map(SummaryJson::read)
        .toList();
  }

  /** One of them; anything missing or of another type is a {@code RuntimeException}. */
  public static SessionSummary read(JsonObject json) {
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
    return Duration.ofNanos(Math.round(millis * NANOS_PER_MILLI));
  }

  private static long number(JsonObject json, String name) {
    return json.getJsonNumber(name).longValueExact();
  }
}
