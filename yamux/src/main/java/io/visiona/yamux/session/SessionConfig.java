package io.visiona.yamux.session;

import java.time.Duration;

/**
 * Every limit of a session. Immutable; made by a {@link #builder()}.
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
 * @param openTimeouts how many times {@code openTimeout} it may be in all, since it begins again
 *     whenever the peer acknowledges another stream: peers that acknowledge in turn, each behind
 *     the bodies that are on their way, need more than 1
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
 *     window of each open stream (which no peer can be refused). Whoever cannot wait ends the
 *     session by exceeding it; a peer that keeps to our defaults never has more than its {@code
 *     maxSessionWindow} under way
 * @param writerQueue bytes waiting for the transport from which on blocking writers wait: enough to
 *     keep the transport busy, little enough to stay fair
 * @param acceptBacklog inbound streams that may wait to be accepted by a {@link StreamSession};
 *     what exceeds it is reset
 * @param pingsPerSecond pings answered per second; more is a flood
 * @param resetCodes what a RST says beside that the stream is over
 */
public record SessionConfig(
    int maxStreamWindow,
    long maxSessionWindow,
    int maxInboundStreams,
    int maxOutboundStreams,
    int maxPendingOpens,
    Duration openTimeout,
    int openTimeouts,
    Duration closeTimeout,
    Duration writeTimeout,
    Duration pingInterval,
    Duration idleTimeout,
    int maxFrameLength,
    int maxOutputQueue,
    int writerQueue,
    int acceptBacklog,
    int pingsPerSecond,
    ResetCodes resetCodes) {

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
    atLeast("openTimeouts", openTimeouts, 1);
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
    return builder().build();
  }

  /** Begins with the defaults. */
  public static Builder builder() {
    return new Builder();
  }

  /** Begins with this one's values. */
  public Builder toBuilder() {
    return new Builder()
        .maxStreamWindow(maxStreamWindow)
        .maxSessionWindow(maxSessionWindow)
        .maxInboundStreams(maxInboundStreams)
        .maxOutboundStreams(maxOutboundStreams)
        .maxPendingOpens(maxPendingOpens)
        .openTimeout(openTimeout)
        .openTimeouts(openTimeouts)
        .closeTimeout(closeTimeout)
        .writeTimeout(writeTimeout)
        .pingInterval(pingInterval)
        .idleTimeout(idleTimeout)
        .maxFrameLength(maxFrameLength)
        .maxOutputQueue(maxOutputQueue)
        .writerQueue(writerQueue)
        .acceptBacklog(acceptBacklog)
        .pingsPerSecond(pingsPerSecond)
        .resetCodes(resetCodes);
  }

  private static void atLeast(String name, long value, long least) {
    if (value < least) {
      throw new IllegalArgumentException(name + " must be at least " + least + ": " + value);
    }
  }

  /**
   * Collects the values of a {@link SessionConfig}; they are described there and checked by {@link
   * #build()}. Not thread-safe.
   */
  public static final class Builder {
    private int maxStreamWindow = 16 * MIB;
    private long maxSessionWindow = 64L * MIB;
    private int maxInboundStreams = 1024;
    private int maxOutboundStreams = 4096;
    private int maxPendingOpens = 256;
    private Duration openTimeout = Duration.ofSeconds(10);
    private int openTimeouts = 1;
    private Duration closeTimeout = Duration.ofSeconds(30);
    private Duration writeTimeout = Duration.ofSeconds(10);
    private Duration pingInterval = Duration.ofSeconds(10);
    private Duration idleTimeout = Duration.ofSeconds(30);
    private int maxFrameLength = 16 * MIB;
    private int maxOutputQueue = 64 * MIB;
    private int writerQueue = MIB;
    private int acceptBacklog = 256;
    private int pingsPerSecond = 100;
    private ResetCodes resetCodes = ResetCodes.PLAIN;

    private Builder() {}

    public Builder maxStreamWindow(int value) {
      maxStreamWindow = value;
      return this;
    }

    public Builder maxSessionWindow(long value) {
      maxSessionWindow = value;
      return this;
    }

    public Builder maxInboundStreams(int value) {
      maxInboundStreams = value;
      return this;
    }

    public Builder maxOutboundStreams(int value) {
      maxOutboundStreams = value;
      return this;
    }

    public Builder maxPendingOpens(int value) {
      maxPendingOpens = value;
      return this;
    }

    public Builder openTimeout(Duration value) {
      openTimeout = value;
      return this;
    }

    public Builder openTimeouts(int value) {
      openTimeouts = value;
      return this;
    }

    public Builder closeTimeout(Duration value) {
      closeTimeout = value;
      return this;
    }

    public Builder writeTimeout(Duration value) {
      writeTimeout = value;
      return this;
    }

    public Builder pingInterval(Duration value) {
      pingInterval = value;
      return this;
    }

    public Builder idleTimeout(Duration value) {
      idleTimeout = value;
      return this;
    }

    public Builder maxFrameLength(int value) {
      maxFrameLength = value;
      return this;
    }

    public Builder maxOutputQueue(int value) {
      maxOutputQueue = value;
      return this;
    }

    public Builder writerQueue(int value) {
      writerQueue = value;
      return this;
    }

    public Builder acceptBacklog(int value) {
      acceptBacklog = value;
      return this;
    }

    public Builder pingsPerSecond(int value) {
      pingsPerSecond = value;
      return this;
    }

    public Builder resetCodes(ResetCodes value) {
      resetCodes = value;
      return this;
    }

    /**
     * The values so far.
     *
     * @throws IllegalArgumentException naming a value that is out of its bounds
     */
    public SessionConfig build() {
      return new SessionConfig(
          maxStreamWindow,
          maxSessionWindow,
          maxInboundStreams,
          maxOutboundStreams,
          maxPendingOpens,
          openTimeout,
          openTimeouts,
          closeTimeout,
          writeTimeout,
          pingInterval,
          idleTimeout,
          maxFrameLength,
          maxOutputQueue,
          writerQueue,
          acceptBacklog,
          pingsPerSecond,
          resetCodes);
    }
  }
}
