package io.visiona.yamux.session;

/**
 * Figures of one session at one moment.
 *
 * @param streamsOpen streams that exist now
 * @param streamsTotal streams opened since the start, by either side
 * @param bytesIn bytes received from the transport, headers included
 * @param bytesOut bytes handed to the transport, headers included
 * @param lastHeardNanos {@link System#nanoTime} when the transport last brought something
 * @param roundTripNanos the last round trip measured by a ping; 0 when none was answered yet
 */
public record SessionStats(
    int streamsOpen,
    long streamsTotal,
    long bytesIn,
    long bytesOut,
    long lastHeardNanos,
    long roundTripNanos) {}
