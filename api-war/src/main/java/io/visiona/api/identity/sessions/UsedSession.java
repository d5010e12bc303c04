package io.visiona.api.identity.sessions;

import java.time.Instant;

/**
 * A live session as its person's list shows it.
 *
 * @param lastUsedAt when a request last came with it
 */
public record UsedSession(UserSession session, Instant lastUsedAt) {}
