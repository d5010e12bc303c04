package io.visiona.api.agents;

import io.visiona.shared.sessions.SessionSummary;
import java.time.Duration;
import java.time.Instant;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * An agent's live tunnel as its owner sees it.
 *
 * @param online whether it is up; the other fields are null when it is not
 * @param remoteAddress the agent's address as the relay sees it
 * @param transport {@code websocket} or {@code yamux}
 * @param agentVersion what the agent says it is
 * @param connectedAt when this connection was made
 * @param lastHeardAt when anything was last received on it
 * @param roundTripMs of the last ping, null until the first answer
 * @param bytesIn received from the agent
 * @param bytesOut sent to the agent
 * @param streamsOpen now
 * @param streamsTotal since it connected
 * @param clockSkewMs by how much the agent's clock is ahead of ours, null when it cannot be told
 */
@Schema(name = "AgentSession")
public record TunnelView(
    @Schema(description = "The other fields are null when it is not.") boolean online,
    @Nullable String remoteAddress,
    @Schema(description = "websocket or yamux") @Nullable String transport,
    @Nullable String agentVersion,
    @Nullable Instant connectedAt,
    @Nullable Instant lastHeardAt,
    @Nullable Double roundTripMs,
    @Nullable Long bytesIn,
    @Nullable Long bytesOut,
    @Nullable Integer streamsOpen,
    @Nullable Long streamsTotal,
    @Schema(description = "How far the agent's clock is before ours, measured once per connection.")
        @Nullable Long clockSkewMs) {
  private static final double NANOS_PER_MILLI = 1_000_000.0;

  static @Nullable Double millis(@Nullable Duration time) {
    return time == null ? null : time.toNanos() / NANOS_PER_MILLI;
  }

  static TunnelView offline() {
    return new TunnelView(false, null, null, null, null, null, null, null, null, null, null, null);
  }

  static TunnelView of(SessionSummary live, @Nullable Long clockSkewMs) {
    return new TunnelView(
        true,
        live.remoteAddress(),
        live.transport(),
        live.agentVersion(),
        live.connectedAt(),
        live.lastHeardAt(),
        millis(live.roundTrip()),
        live.bytesIn(),
        live.bytesOut(),
        live.streamsOpen(),
        live.streamsTotal(),
        clockSkewMs);
  }
}
