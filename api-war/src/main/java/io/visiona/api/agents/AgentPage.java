package io.visiona.api.agents;

import io.visiona.api.platform.streams.Permissions.AgentPermission;
import java.util.UUID;

/**
 * Whose a name of pages is.
 *
 * @param agent its id
 * @param permission its owner, and what may be opened
 */
public record AgentPage(UUID agent, AgentPermission permission) {}
