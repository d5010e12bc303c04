package io.visiona.relay.internal;

import io.visiona.shared.sessions.SessionSummary;
import jakarta.json.Json;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import java.time.Duration;
import java.util.List;

/** Session summaries as JSON. */
final class SummaryJson {
  private static final double NANOS_PER_MILLI = 1e6;

  private SummaryJson() {}

  static JsonObject of(List<SessionSummary> summaries) {
    JsonArrayBuilder items = Json.createArrayBuilder();
    summaries.forEach(summary -> items.add(of(summary)));
    return Json.createObjectBuilder().add("items", items).addNull("next").build();
  }

  static JsonObject of(SessionSummary summary) {
    JsonObjectBuilder json =
        Json.createObjectBuilder()
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
}
