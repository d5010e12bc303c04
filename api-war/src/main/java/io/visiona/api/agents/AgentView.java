package io.visiona.api.agents;

import java.time.Instant;
import java.util.UUID;
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
 * @param lastSeenAt when it last connected, null before the first time
 * @param online whether its tunnel is up, null when the relay cannot tell
 */
public record AgentView(
    UUID id,
    String name,
    String label,
    String platform,
    boolean allowProxy,
    Instant pairedAt,
    Instant tokenIssuedAt,
    @Nullable Instant lastSeenAt,
    @Nullable Boolean online) {

  static AgentView of(Agent agent, @Nullable Boolean online) {
    return new AgentView(
        agent.id(),
        agent.name(),
        agent.label(),
        agent.platform(),
        agent.allowProxy(),
        agent.pairedAt(),
        agent.tokenIssuedAt(),
        agent.lastSeenAt(),
        online);
  }
}
