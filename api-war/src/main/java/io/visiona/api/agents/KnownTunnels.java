package io.visiona.api.agents;

import io.visiona.shared.sessions.SessionSummary;
import java.util.Map;
import java.util.Optional;

/**
 * Which agents have a tunnel, as far as the relays could tell.
 *
 * @param byAgent the tunnels
 * @param complete whether an agent that is not among them has none; otherwise that is unknown
 */
record KnownTunnels(Map<String, SessionSummary> byAgent, boolean complete) {

  boolean isOnline(Agent agent) {
    return byAgent.containsKey(agent.id().toString());
  }

  AgentView view(Agent agent) {
    Optional<SessionSummary> live = Optional.ofNullable(byAgent.get(agent.id().toString()));
    return live.isPresent() || complete ? AgentView.of(agent, live) : AgentView.unknown(agent);
  }
}
