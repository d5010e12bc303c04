package io.visiona.relay.sessions;

/**
 * Whose a credential is, as the API said.
 *
 * @param agentId the agent, which is also the public id of its session
 * @param owner subject of the person who paired it
 * @param name what its owner calls it
 * @param credentialVersion which of its tokens let it in; larger is newer
 */
public record AgentIdentity(String agentId, String owner, String name, int credentialVersion) {}
