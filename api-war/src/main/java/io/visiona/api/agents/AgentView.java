package io.visiona.api.agents;

import io.visiona.shared.sessions.SessionSummary;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * An agent as its owner sees it.
 *
 * @param id its id
 * @param name what it calls itself
 * @param label what the person calls it
 * @param platform operating system and architecture
 * @param allowProxy whether its own web server may be reached
 * @param pairedAt when it was paired
 * @param tokenIssuedAt when its present session token was made
 * @param lastSeenAt when it was last heard of: now, while it is online; null before the first time
 * @param online whether its tunnel is up, null when the relay cannot tell
 * @param connectedAt since when it is up, null when it is not
 * @param agentVersion what the agent says it is, null when it is not connected
 * @param transport {@code websocket} or {@code yamux}, null when it is not connected
 * @param roundTripMs of the last ping through its tunnel, null until the first answer and when it
 *     is not connected
 * @param contested whether several boxes use its credential and take the tunnel from each other;
 *     null when the relay cannot tell
 * @param devices how many it had when it was last asked, null when it never was
 * @param tags what the person sorts it by
 * @param note what the person wrote about it, may be empty
 * @param pageName the first label of the host name of its own pages, null when it has none yet
 * @param allowPages which of its further pages may be opened, by name
 */
@Schema(name = "Agent")
public record AgentView(
    UUID id,
    @Schema(description = "What it calls itself.") String name,
    @Schema(description = "What the person calls it.") String label,
    String platform,
    boolean allowProxy,
    Instant pairedAt,
    Instant tokenIssuedAt,
    @Schema(
            description =
                "When it was last heard of: while it is online at most a minute ago, afterwards when it was disconnected.")
        @Nullable Instant lastSeenAt,
    @Schema(description = "null when the relay cannot tell.") @Nullable Boolean online,
    @Schema(description = "Since when its tunnel is up.") @Nullable Instant connectedAt,
    @Nullable String agentVersion,
    @Schema(description = "websocket or yamux") @Nullable String transport,
    @Schema(description = "Of the last ping through its tunnel.") @Nullable Double roundTripMs,
    @Schema(
            description =
                "Whether several boxes use its credential and take the tunnel from each other; null when the relay cannot tell.")
        @Nullable Boolean contested,
    @Schema(description = "How many it had when it was last asked.") @Nullable Integer devices,
    List<String> tags,
    String note,
    @Schema(
            description =
                "The random first label of the host of its own pages: {page_name}, and {page_name}-{page} for further ones.")
        @Nullable String pageName,
    @Schema(description = "Which of its further pages may be opened.") List<String> allowPages) {

  /** An agent of which the relay cannot tell anything. */
  public static AgentView unknown(Agent agent) {
    return of(agent, null, null);
  }

  /** An agent as the relay knows it. */
  public static AgentView of(Agent agent, Optional<SessionSummary> live) {
    return of(agent, live.isPresent(), live.orElse(null));
  }

  private static AgentView of(
      Agent agent, @Nullable Boolean online, @Nullable SessionSummary live) {
    return new AgentView(
        agent.id(),
        agent.name(),
        agent.label(),
        agent.platform(),
        agent.allowProxy(),
        agent.pairedAt(),
        agent.tokenIssuedAt(),
        live == null ? agent.lastSeenAt() : live.lastHeardAt(),
        online,
        live == null ? null : live.connectedAt(),
        live == null || live.agentVersion().isEmpty() ? null : live.agentVersion(),
        live == null ? null : live.transport(),
        live == null ? null : TunnelView.millis(live.roundTrip()),
        live == null ? online : Boolean.valueOf(live.contested()),
        agent.devices(),
        agent.tags(),
        agent.note(),
        agent.pageName(),
        agent.allowPages());
  }
}
