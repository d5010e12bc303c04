package io.visiona.shared.directory;

/**
 * A relay's claim to have the tunnel of an agent.
 *
 * @param agent the agent's id
 * @param generation that the tunnel holds already, 0 for a new one
 * @param credentialVersion of the token that it was let in by
 * @param transport {@code websocket} or {@code yamux}
 */
public record ClaimRequest(
    String agent, long generation, int credentialVersion, String transport) {}
