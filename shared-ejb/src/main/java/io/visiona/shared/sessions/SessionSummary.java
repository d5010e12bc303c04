package io.visiona.shared.sessions;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What can be told of a live tunnel.
 *
 * @param sessionId public id, stable for an agent: one agent has one live tunnel, so it is the
 *     agent's id
 * @param generation distinguishes the connections of one agent; larger is newer
 * @param agentId the agent
 * @param owner subject of the person who paired it
 * @param remoteAddress the agent's address as the relay saw it
 * @param transport {@code websocket} or {@code yamux}
 * @param agentVersion what the agent says it is, empty when it says nothing
 * @param connectedAt when this connection was made
 * @param lastHeardAt when anything was last received on it
 * @param roundTrip of the last ping, null until the first answer
 * @param bytesIn received from the agent
 * @param bytesOut sent to the agent
 * @param streamsOpen now
 * @param streamsTotal since it connected
 * @param contested whether several boxes use the agent's credential and take the tunnel from each
 *     other
 */
public record SessionSummary(
    String sessionId,
    long generation,
    String agentId,
    String owner,
    String remoteAddress,
    String transport,
    String agentVersion,
    Instant connectedAt,
    Instant lastHeardAt,
    @Nullable Duration roundTrip,
    long bytesIn,
    long bytesOut,
    int streamsOpen,
    long streamsTotal,
    boolean contested) {}
