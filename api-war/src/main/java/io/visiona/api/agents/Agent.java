package io.visiona.api.agents;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A paired agent as it is stored.
 *
 * @param id its id, which is also the id of its tunnel session
 * @param owner subject of the person who paired it
 * @param name what it called itself when it was paired, or was renamed to since
 * @param label what the person called it
 * @param platform operating system and architecture, as the agent said
 * @param allowProxy whether its own web server may be reached
 * @param pairedAt when it was paired
 * @param tokenIssuedAt when its present session token was made
 * @param lastSeenAt when its token was last accepted, null before the first time
 */
public record Agent(
    UUID id,
    String owner,
    String name,
    String label,
    String platform,
    boolean allowProxy,
    Instant pairedAt,
    Instant tokenIssuedAt,
    @Nullable Instant lastSeenAt) {}
