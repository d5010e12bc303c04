package io.visiona.relay.config;

import io.visiona.shared.config.Settings;
import io.visiona.shared.sessions.StreamRefusal;
import io.visiona.yamux.session.SessionConfig;
import java.time.Duration;

/**
 * How the relay treats tunnels. Keys are {@code visiona.tunnel.*}.
 *
 * @param port {@code port}: where agents connect
 * @param internalPort {@code visiona.relay.internal-port}: where the API connects
 * @param heartbeatInterval {@code heartbeat-interval}: between pings, 1 s to 5 min
 * @param idleTimeout {@code idle-timeout}: silence after which a tunnel is dead, zero = never
 * @param maxStreams {@code max-streams}: open at once on one tunnel, 1 to 65536
 * @param writeTimeout {@code write-timeout}: waiting output without progress after which a tunnel
 *     is dead, 1 s to 5 min
 * @param openTimeout {@code open-timeout}: how long an agent may take to accept a stream, or
 *     another one meanwhile, 1 s to 2 min; six times that in all
 * @param drainTimeout {@code drain-timeout}: what running streams get at shutdown, 0 to 10 min
 * @param drainNotice {@code drain-notice}: until agents are sent to other relays, 0 to 5 min
 * @param drainTime {@code drain-time}: in which all of them are, 1 s to 1 h
 * @param evening {@code evening}: whether a relay that has more than its share sends some away
 * @param maxTunnels {@code max-tunnels}: tunnels on this relay; more are answered 503
 * @param connectsPerSecond {@code connects-per-second}: agents that are let in; more wait or are
 *     answered 503
 * @param maxOutput {@code max-output}: bytes that may wait for all agents together
 * @param maxLinkOutput {@code max-link-output}: bytes that may wait for all API servers together, a
 *     quarter of the heap at most
 * @param webSocket {@code visiona.tunnel.websocket}: who reads the agents' WebSocket frames
 * @param sharedVerdicts {@code shared-verdicts}: whether relays tell each other whose credentials
 *     are
 * @param log {@code log}: what the log says of tunnels that begin and end
 * @param perOwner what one person's agents may have
 */
public record TunnelConfig(
    int port,
    int internalPort,
    Duration heartbeatInterval,
    Duration idleTimeout,
    int maxStreams,
    Duration writeTimeout,
    Duration openTimeout,
    Duration drainTimeout,
    Duration drainNotice,
    Duration drainTime,
    boolean evening,
    int maxTunnels,
    int connectsPerSecond,
    long maxOutput,
    long maxLinkOutput,
    WebSocketServer webSocket,
    boolean sharedVerdicts,
    TunnelLogging log,
    OwnerLimits perOwner) {

  private static final int MIB = 1 << 20;

  /**
   * hashicorp's yamux acknowledges in turn, and only when every writer before it has sent a frame.
   */
  private static final int OPEN_TIMEOUTS = 6;

  /** What a processor can do beside serving who is connected. */
  private static final int CONNECTS_OF_A_PROCESSOR = 200;

  private static final int MOST_CONNECTS = 100_000;
  private static final int MOST_PORT = 65_535;

  /**
   * Waiting output of one session beyond its streams' initial windows. On a link these are the
   * agents' answers while the API is slow; an API server grants no more than this in all.
   */
  private static final int SESSION_OUTPUT = 64 * MIB;

  /** Of one link; that of all together is usually smaller. */
  private static final int LINK_OUTPUT = 512 * MIB;

  /** Streams on one link: all streams of one API server. */
  private static final int LINK_STREAMS = 65_536;

  /** Reads, leaving problems in {@code settings}. */
  public static TunnelConfig from(Settings settings) {
    TunnelConfig read =
        new TunnelConfig(
            settings.integer("visiona.tunnel.port", 3800, 1, MOST_PORT),
            settings.integer("visiona.relay.internal-port", 3801, 1, MOST_PORT),
            settings.duration(
                "visiona.tunnel.heartbeat-interval",
                Duration.ofSeconds(10),
                Duration.ofSeconds(1),
                Duration.ofMinutes(5)),
            idleTimeout(settings),
            settings.integer("visiona.tunnel.max-streams", 256, 1, 65_536),
            settings.duration(
                "visiona.tunnel.write-timeout",
                Duration.ofSeconds(10),
                Duration.ofSeconds(1),
                Duration.ofMinutes(5)),
            settings.duration(
                "visiona.tunnel.open-timeout",
                Duration.ofSeconds(10),
                Duration.ofSeconds(1),
                Duration.ofMinutes(2)),
            settings.duration(
                "visiona.tunnel.drain-timeout",
                Duration.ofSeconds(10),
                Duration.ZERO,
                Duration.ofMinutes(10)),
            settings.duration(
                "visiona.tunnel.drain-notice",
                Duration.ofSeconds(5),
                Duration.ZERO,
                Duration.ofMinutes(5)),
            settings.duration(
                "visiona.tunnel.drain-time",
                Duration.ofSeconds(60),
                Duration.ofSeconds(1),
                Duration.ofHours(1)),
            settings.flag("visiona.tunnel.evening", false),
            settings.integer("visiona.tunnel.max-tunnels", 20_000, 1, 1_000_000),
            settings.integer(
                "visiona.tunnel.connects-per-second", defaultConnects(), 1, MOST_CONNECTS),
            settings.number("visiona.tunnel.max-output", defaultOutput(), MIB, Long.MAX_VALUE),
            settings.number("visiona.tunnel.max-link-output", quarter(), MIB, quarter()),
            settings.choice(
                "visiona.tunnel.websocket", WebSocketServer.UPGRADE, WebSocketServer.class),
            settings.flag("visiona.tunnel.shared-verdicts", false),
            settings.choice("visiona.tunnel.log", TunnelLogging.AUTO, TunnelLogging.class),
            OwnerLimits.from(settings));
    read.relations(settings);
    return read;
  }

  private static Duration idleTimeout(Settings settings) {
    String key = "visiona.tunnel.idle-timeout";
    if (settings.text(key).filter(text -> text.matches("-.*|0+[a-z]*")).isPresent()) {
      return Duration.ZERO;
    }
    return settings.duration(
        key, Duration.ofSeconds(30), Duration.ofSeconds(2), Duration.ofHours(1));
  }

  private static int defaultConnects() {
    return Math.min(
        MOST_CONNECTS, CONNECTS_OF_A_PROCESSOR * Runtime.getRuntime().availableProcessors());
  }

  private static long defaultOutput() {
    return Math.max(64L * MIB, quarter());
  }

  private static long quarter() {
    return Runtime.getRuntime().maxMemory() / 4;
  }

  private void relations(Settings settings) {
    if (port == internalPort) {
      settings.problem("visiona.tunnel.port", "must differ from visiona.relay.internal-port");
    }
    if (expires() && idleTimeout.compareTo(heartbeatInterval) <= 0) {
      settings.problem(
          "visiona.tunnel.idle-timeout", "must be longer than visiona.tunnel.heartbeat-interval");
    }
  }

  /** Whether silent tunnels are ever removed. */
  public boolean expires() {
    return idleTimeout.isPositive();
  }

  /**
   * Limits of the session with an agent, who is hostile until proven otherwise and opens no
   * streams.
   */
  public SessionConfig agentSession() {
    return SessionConfig.builder()
        .maxInboundStreams(0)
        .maxOutboundStreams(maxStreams)
        .openTimeout(openTimeout)
        .openTimeouts(OPEN_TIMEOUTS)
        .writeTimeout(writeTimeout)
        .pingInterval(heartbeatInterval)
        .idleTimeout(idleTimeout)
        .maxOutputQueue(SESSION_OUTPUT)
        .build();
  }

  /** Limits of the session with an API server, which is trusted with its streams but may hang. */
  public SessionConfig linkSession() {
    return SessionConfig.builder()
        .maxInboundStreams(LINK_STREAMS)
        .maxOutboundStreams(0)
        .writeTimeout(writeTimeout)
        .pingInterval(heartbeatInterval)
        .idleTimeout(idleTimeout)
        .maxOutputQueue(LINK_OUTPUT)
        .resetCodes(StreamRefusal.codes())
        .build();
  }
}
