package io.visiona.relay.sessions;

/**
 * Leave to open a tunnel.
 *
 * @param agent who was let in
 * @param generation larger is newer; decides between two connections of one agent
 * @param askedNanos {@link System#nanoTime} when the API was asked about the credential: a session
 *     that was closed since then is not opened by it
 */
public record TunnelAdmission(AgentIdentity agent, long generation, long askedNanos) {}
