package io.visiona.api.relay;

import io.visiona.yamux.session.SessionStats;
import org.jspecify.annotations.Nullable;

/**
 * The link at one moment, for health and metrics.
 *
 * @param up whether streams can be opened
 * @param connections made since the start
 * @param session figures of the present connection, null when there is none
 */
public record LinkStats(boolean up, long connections, @Nullable SessionStats session) {}
