package io.visiona.yamux.session;

import java.time.Duration;

/**
 * Every limit of a session. Immutable; start from {@link #defaults()}.
 *
 * @param maxStreamWindow bytes one stream's receive window may grow to: 16 MiB carries 1 Gbit/s at
 *     128 ms
 * @param maxSessionWindow bytes all receive windows of a session may grow beyond their initial
 *     size, so that one session cannot use up a process
 * @param maxInboundStreams streams the peer may have open at once; each may leave a whole initial
 *     window unread, so this bounds memory
 * @param maxOutboundStreams streams this side may have open at once
 * @param maxPendingOpens streams this side opened and the peer has not acknowledged; hashicorp's
 *     accept backlog is 256 and it resets what exceeds it
 * @param openTimeout how long the peer may take to acknowledge; fails that stream only
 * @param closeTimeout how long a stream that its user closed waits for the peer's FIN before it is
 *     reset, so that a peer that never ends its streams cannot use up the others' room
 * @param writeTimeout how long waiting output may make no progress before the peer counts as dead
 * @param pingInterval between pings, which keep middleboxes awake and measure the round trip; zero
 *     = no pings
 * @param idleTimeout how long nothing need be received before the peer counts as dead; zero = for
 *     ever
 * @param maxFrameLength bytes of the longest DATA frame accepted: hashicorp sends at most a window
 *     in one frame; nothing is ever allocated by it
 * @param maxOutputQueue bytes of stream data that may wait for the transport beyond the initial
 *     window of each open stream (which no peer can be refused). Whoever cannot wait ends the session
 *     by exceeding it; a peer that keeps to our defaults never has more than its {@code
 *     maxSessionWindow} under way
 * @param writerQueue bytes waiting for the transport from which on blocking writers wait: enough to
 *     keep the transport busy, little enough to stay fair
 * @param acceptBacklog inbound streams that may wait to be accepted by a {@link StreamSession}; what
 *     exceeds it is reset
 * @param pingsPerSecond pings answered per second; more is a flood
 */
public record SessionConfig(
    int maxStreamWindow,
    long maxSessionWindow,
    int maxInboundStreams,
    int maxOutboundStreams,
    int maxPendingOpens,
    Duration openTimeout,
    Duration closeTimeout,
    Duration writeTimeout,
    Duration pingInterval,
    Duration idleTimeout,
    int maxFrameLength,
    int maxOutputQueue,
    int writerQueue,
    int acceptBacklog,
    int pingsPerSecond) {

  /** The receive window every stream begins with, in each direction; fixed by the protocol. */
  public static final int INITIAL_WINDOW = 262_144;

  private static final int MIB = 1 << 20;

  public SessionConfig {
    atLeast("maxStreamWindow", maxStreamWindow, INITIAL_WINDOW);
    atLeast("maxSessionWindow", maxSessionWindow, 0);
    atLeast("maxInboundStreams", maxInboundStreams, 0);
    atLeast("maxOutboundStreams", maxOutboundStreams, 0);
    atLeast("maxPendingOpens", maxPendingOpens, 1);
    atLeast("openTimeout", openTimeout.toMillis(), 1);
    atLeast("closeTimeout", closeTimeout.toMillis(), 1);
    atLeast("writeTimeout", writeTimeout.toMillis(), 1);
    atLeast("pingInterval", pingInterval.toMillis(), 0);
    atLeast("idleTimeout", idleTimeout.toMillis(), 0);
    atLeast("maxFrameLength", maxFrameLength, 1);
    atLeast("maxOutputQueue", maxOutputQueue, INITIAL_WINDOW);
    atLeast("writerQueue", writerQueue, 1);
    atLeast("acceptBacklog", acceptBacklog, 1);
    atLeast("pingsPerSecond", pingsPerSecond, 1);
    if (writerQueue > maxOutputQueue) {
      throw new IllegalArgumentException("writerQueue must not exceed maxOutputQueue");
    }
  }

  /** What suits a tunnel between two servers that are not hostile to each other's limits. */
  public static SessionConfig defaults() {
    return new SessionConfig(
        16 * MIB,
        64L * MIB,
        1024,
        4096,
        256,
        Duration.ofSeconds(10),
        Duration.ofSeconds(30),
        Duration.ofSeconds(10),
        Duration.ofSeconds(10),
        Duration.ofSeconds(30),
        16 * MIB,
        64 * MIB,
        MIB,
        256,
        100);
  }

  private static void atLeast(String name, long value, long least) {
    if (value < least) {
      throw new IllegalArgumentException(name + " must be at least " + least + ": " + value);
    }
  }

  public SessionConfig withMaxStreamWindow(int value) {
    return new SessionConfig(value, maxSessionWindow, maxInboundStreams, maxOutboundStreams, maxPendingOpens, openTimeout, closeTimeout, writeTimeout, pingInterval, idleTimeout, maxFrameLength, maxOutputQueue, writerQueue, acceptBacklog, pingsPerSecond);
  }

  public SessionConfig withMaxSessionWindow(long value) {
    return new SessionConfig(maxStreamWindow, value, maxInboundStreams, maxOutboundStreams, maxPendingOpens, openTimeout, closeTimeout, writeTimeout, pingInterval, idleTimeout, maxFrameLength, maxOutputQueue, writerQueue, acceptBacklog, pingsPerSecond);
  }

  public SessionConfig withMaxInboundStreams(int value) {
    return new SessionConfig(maxStreamWindow, maxSessionWindow, value, maxOutboundStreams, maxPendingOpens, openTimeout, closeTimeout, writeTimeout, pingInterval, idleTimeout, maxFrameLength, maxOutputQueue, writerQueue, acceptBacklog, pingsPerSecond);
  }

  public SessionConfig withMaxOutboundStreams(int value) {
    return new SessionConfig(maxStreamWindow, maxSessionWindow, maxInboundStreams, value, maxPendingOpens, openTimeout, closeTimeout, writeTimeout, pingInterval, idleTimeout, maxFrameLength, maxOutputQueue, writerQueue, acceptBacklog, pingsPerSecond);
  }

  public SessionConfig withMaxPendingOpens(int value) {
    return new SessionConfig(maxStreamWindow, maxSessionWindow, maxInboundStreams, maxOutboundStreams, value, openTimeout, closeTimeout, writeTimeout, pingInterval, idleTimeout, maxFrameLength, maxOutputQueue, writerQueue, acceptBacklog, pingsPerSecond);
  }

  public SessionConfig withOpenTimeout(Duration value) {
    return new SessionConfig(maxStreamWindow, maxSessionWindow, maxInboundStreams, maxOutboundStreams, maxPendingOpens, value, closeTimeout, writeTimeout, pingInterval, idleTimeout, maxFrameLength, maxOutputQueue, writerQueue, acceptBacklog, pingsPerSecond);
  }

  public SessionConfig withCloseTimeout(Duration value) {
    return new SessionConfig(maxStreamWindow, maxSessionWindow, maxInboundStreams, maxOutboundStreams, maxPendingOpens, openTimeout, value, writeTimeout, pingInterval, idleTimeout, maxFrameLength, maxOutputQueue, writerQueue, acceptBacklog, pingsPerSecond);
  }

  public SessionConfig withWriteTimeout(Duration value) {
    return new SessionConfig(maxStreamWindow, maxSessionWindow, maxInboundStreams, maxOutboundStreams, maxPendingOpens, openTimeout, closeTimeout, value, pingInterval, idleTimeout, maxFrameLength, maxOutputQueue, writerQueue, acceptBacklog, pingsPerSecond);
  }

  public SessionConfig withPingInterval(Duration value) {
    return new SessionConfig(maxStreamWindow, maxSessionWindow, maxInboundStreams, maxOutboundStreams, maxPendingOpens, openTimeout, closeTimeout, writeTimeout, value, idleTimeout, maxFrameLength, maxOutputQueue, writerQueue, acceptBacklog, pingsPerSecond);
  }

  public SessionConfig withIdleTimeout(Duration value) {
    return new SessionConfig(maxStreamWindow, maxSessionWindow, maxInboundStreams, maxOutboundStreams, maxPendingOpens, openTimeout, closeTimeout, writeTimeout, pingInterval, value, maxFrameLength, maxOutputQueue, writerQueue, acceptBacklog, pingsPerSecond);
  }

  public SessionConfig withMaxFrameLength(int value) {
    return new SessionConfig(maxStreamWindow, maxSessionWindow, maxInboundStreams, maxOutboundStreams, maxPendingOpens, openTimeout, closeTimeout, writeTimeout, pingInterval, idleTimeout, value, maxOutputQueue, writerQueue, acceptBacklog, pingsPerSecond);
  }

  public SessionConfig withMaxOutputQueue(int value) {
    return new SessionConfig(maxStreamWindow, maxSessionWindow, maxInboundStreams, maxOutboundStreams, maxPendingOpens, openTimeout, closeTimeout, writeTimeout, pingInterval, idleTimeout, maxFrameLength, value, writerQueue, acceptBacklog, pingsPerSecond);
  }

  public SessionConfig withWriterQueue(int value) {
    return new SessionConfig(maxStreamWindow, maxSessionWindow, maxInboundStreams, maxOutboundStreams, maxPendingOpens, openTimeout, closeTimeout, writeTimeout, pingInterval, idleTimeout, maxFrameLength, maxOutputQueue, value, acceptBacklog, pingsPerSecond);
  }

  public SessionConfig withAcceptBacklog(int value) {
    return new SessionConfig(maxStreamWindow, maxSessionWindow, maxInboundStreams, maxOutboundStreams, maxPendingOpens, openTimeout, closeTimeout, writeTimeout, pingInterval, idleTimeout, maxFrameLength, maxOutputQueue, writerQueue, value, pingsPerSecond);
  }

  public SessionConfig withPingsPerSecond(int value) {
    return new SessionConfig(maxStreamWindow, maxSessionWindow, maxInboundStreams, maxOutboundStreams, maxPendingOpens, openTimeout, closeTimeout, writeTimeout, pingInterval, idleTimeout, maxFrameLength, maxOutputQueue, writerQueue, acceptBacklog, value);
  }
}
