package io.visiona.api.agents.pairing;

import java.time.Instant;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * A pairing code as it is stored, without the code itself.
 *
 * @param id its id
 * @param label what the person will call the agent
 * @param allowProxy whether the agent's own web server may be reached
 * @param createdAt when it was made
 * @param expiresAt when it can no longer be exchanged
 * @param usedAt when it was exchanged, null before
 * @param agentId the agent that it made, null before
 */
@Schema(name = "PairingCode")
public record PairingCode(
    UUID id,
    String label,
    boolean allowProxy,
    Instant createdAt,
    Instant expiresAt,
    @Nullable Instant usedAt,
    @Schema(description = "The agent it made.") @Nullable UUID agentId) {}
