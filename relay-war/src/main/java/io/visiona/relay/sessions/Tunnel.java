package io.visiona.relay.sessions;

import io.visiona.relay.transport.Connection;
import io.visiona.shared.sessions.SessionHandle;
import io.visiona.shared.sessions.SessionSummary;
import io.visiona.yamux.blocking.StreamSession;
import io.visiona.yamux.blocking.YamuxStream;
import io.visiona.yamux.session.Channel;
import io.visiona.yamux.session.ChannelHandler;
import io.visiona.yamux.session.Session;
import io.visiona.yamux.session.SessionStats;
import io.visiona.yamux.session.YamuxException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** A live tunnel to one agent: its yamux session, whatever the transport. Thread-safe. */
public final class Tunnel implements SessionHandle {
  private final TunnelAdmission admission;
  private final TunnelPeer peer;
  private final StreamSession streams;
  private final Connection connection;
  private final Clock clock;
  private final Contests contests;
  private final Instant connectedAt;
  private final AtomicLong touched = new AtomicLong(System.nanoTime());

  /** What the directory of several relays knows it by; 0 before it does. */
  private volatile long placed;

  public Tunnel(
      TunnelAdmission admission,
      TunnelPeer peer,
      StreamSession streams,
      Connection connection,
      Clock clock,
      Contests contests) {
    this.admission = admission;
    this.peer = peer;
    this.streams = streams;
    this.connection = connection;
    this.clock = clock;
    this.contests = contests;
    this.connectedAt = clock.instant();
  }

  @Override
  public String sessionId() {
    return admission.agent().agentId();
  }

  @Override
  public long generation() {
    return admission.generation();
  }

  /** Which of the agent's tunnels it is; another is at another relay. */
  public int slot() {
    return admission.slot();
  }

  /** Subject of the person who paired the agent. */
  public String owner() {
    return admission.agent().owner();
  }

  /** Whether only the claim tells if its credential still counts. */
  public boolean needsClaim() {
    return admission.shared();
  }

  /** Which of the agent's tokens let it in. */
  public int credentialVersion() {
    return admission.agent().credentialVersion();
  }

  /** How the agent is connected. */
  public String transport() {
    return peer.transport();
  }

  /** Whether the agent dials anew when it is told to go away. */
  boolean redials() {
    return peer.redials();
  }

  /** The generation that orders it among the agent's tunnels at all relays. */
  public void placed(long generation) {
    placed = generation;
  }

  /** The generation by which it is known outside. */
  public long knownGeneration() {
    long known = placed;
    return known == 0 ? generation() : known;
  }

  /** When the API was asked about its credential. */
  long askedNanos() {
    return admission.askedNanos();
  }

  /** Its way to the transport. */
  public Connection connection() {
    return connection;
  }

  /** Its session, for figures, drain and closing. */
  public Session session() {
    return streams.session();
  }

  /** Opens a stream at the level of frames, carrying its first bytes, which may be none. */
  public Channel open(ChannelHandler handler, ByteBuffer first) throws YamuxException {
    return session().open(handler, first);
  }

  @Override
  public YamuxStream openStream(Duration timeout) throws IOException {
    try {
      return streams.open(timeout);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      InterruptedIOException interrupted =
          new InterruptedIOException("interrupted while opening a stream");
      interrupted.initCause(e);
      throw interrupted;
    }
  }

  /** As {@link #openStream(Duration)}, for a stream whose SYN carries {@code first}. */
  public YamuxStream openStream(ByteBuffer first, Duration timeout)
      throws IOException, InterruptedException {
    return streams.open(first, timeout);
  }

  /** Notes that the agent was heard of by other means than its session. */
  void touch() {
    touched.set(System.nanoTime());
  }

  /** How long nothing was heard of the agent. */
  public Duration silence() {
    long now = System.nanoTime();
    long since = Math.min(now - session().stats().lastHeardNanos(), now - touched.get());
    return Duration.ofNanos(Math.max(0, since));
  }

  @Override
  public SessionSummary summary() {
    SessionStats stats = session().stats();
    return new SessionSummary(
        sessionId(),
        knownGeneration(),
        admission.agent().agentId(),
        admission.agent().owner(),
        peer.remoteAddress(),
        peer.transport(),
        peer.version(),
        connectedAt,
        clock.instant().minus(silence()),
        roundTrip(stats),
        stats.bytesIn(),
        stats.bytesOut(),
        stats.streamsOpen(),
        stats.streamsTotal(),
        contests.isContested(sessionId()));
  }

  private static @Nullable Duration roundTrip(SessionStats stats) {
    return stats.roundTripNanos() == 0 ? null : Duration.ofNanos(stats.roundTripNanos());
  }

  @Override
  public void close() {
    streams.close();
  }
}
