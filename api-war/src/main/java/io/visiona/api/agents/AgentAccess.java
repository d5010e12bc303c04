package io.visiona.api.agents;

import java.util.UUID;

/**
 * What one person may do with one of their agents.
 *
 * @param agent its id, which is also the id of its tunnel session
 * @param allowProxy whether its own web server may be reached
 */
public record AgentAccess(UUID agent, boolean allowProxy) {}
