package io.visiona.relay.sessions;

/**
 * Leave to open a tunnel.
 *
 * @param agent who was let in
 * @param slot which of the agent's tunnels it is
 * @param generation larger is newer; decides between two connections of one agent
 * @param askedNanos {@link System#nanoTime} when the API was asked about the credential: a session
 *     that was closed since then is not opened by it
 * @param shared whether another relay asked, so that only the claim tells whether it still counts
 */
public record TunnelAdmission(
    AgentIdentity agent, int slot, long generation, long askedNanos, boolean shared) {
  /** Of one that this relay asked about. */
  public TunnelAdmission(AgentIdentity agent, int slot, long generation, long askedNanos) {
    this(agent, slot, generation, askedNanos, false);
  }
}
