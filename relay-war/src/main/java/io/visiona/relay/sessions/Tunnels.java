package io.visiona.relay.sessions;

import io.visiona.relay.config.TunnelConfig;
import io.visiona.relay.log.TunnelLog;
import io.visiona.relay.transport.Connection;
import io.visiona.relay.transport.Transport;
import io.visiona.yamux.blocking.StreamSession;
import io.visiona.yamux.blocking.WindowBudget;
import io.visiona.yamux.session.Role;
import io.visiona.yamux.session.YamuxException;
import java.time.Clock;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;

/**
 * Makes tunnels of transports whose agent was let in, and forgets them when they end. Thread-safe.
 */
public final class Tunnels {
  /** Generations go on rising over a restart: they start at the clock's milliseconds times this. */
  private static final long GENERATIONS_PER_MILLI = 1000;

  private final InMemorySessionStore store;
  private final SessionTicker heartbeat;
  private final Supplier<TunnelConfig> config;
  private final WindowBudget budget;
  private final Clock clock;
  private final Executor executor;
  private final RelayStats stats;
  private final Contests contests;
  private final TunnelLog log;
  private final AtomicLong generations;
  private volatile TunnelWatch watch = TunnelWatch.NOBODY;

  public Tunnels(
      InMemorySessionStore store,
      SessionTicker heartbeat,
      Supplier<TunnelConfig> config,
      WindowBudget budget,
      Clock clock,
      Executor executor,
      RelayStats stats,
      Contests contests,
      TunnelLog log) {
    this.store = store;
    this.heartbeat = heartbeat;
    this.config = config;
    this.budget = budget;
    this.clock = clock;
    this.executor = executor;
    this.stats = stats;
    this.contests = contests;
    this.log = log;
    this.generations = new AtomicLong(clock.millis() * GENERATIONS_PER_MILLI);
  }

  /** Tells somebody of tunnels from now on. */
  public void watch(TunnelWatch watcher) {
    watch = watcher;
  }

  /** The generation of a connection that was let in just now. */
  public long nextGeneration() {
    return generations.incrementAndGet();
  }

  /**
   * Whether there is room for one more; the last one may still take over its own older connection.
   */
  public boolean hasRoom() {
    return store.size() < config.get().maxTunnels();
  }

  /** A tunnel over {@code transport}, registered; the transport then starts the connection. */
  public Connection open(TunnelAdmission admission, TunnelPeer peer, Transport transport) {
    Connection connection = new Connection(transport, executor);
    StreamSession streams =
        StreamSession.over(
            Role.CLIENT, config.get().agentSession(), budget, connection::outputReady);
    connection.attach(streams.session());
    Tunnel tunnel = new Tunnel(admission, peer, streams, connection, clock, contests);
    var _ = streams.ended().thenAccept(reason -> ended(tunnel, reason));
    heartbeat.add(connection);
    stats.tunnelOpened();
    noteTakeover(tunnel);
    store.register(tunnel);
    watch.opened(tunnel);
    log.opened(tunnel.sessionId(), peer.transport());
    return connection;
  }

  /** From an agent that lives: one that comes back before its old end is noticed takes nothing. */
  private void noteTakeover(Tunnel tunnel) {
    Tunnel present = store.find(tunnel.sessionId());
    if (present != null
        && present.slot() == tunnel.slot()
        && present.session().isOpen()
        && present.silence().compareTo(config.get().heartbeatInterval().multipliedBy(2)) < 0) {
      contests.taken(tunnel.sessionId());
    }
  }

  private void ended(Tunnel tunnel, YamuxException reason) {
    store.remove(tunnel);
    watch.ended(tunnel);
    stats.tunnelEnded(reason.code(), tunnel.session().stats());
    tunnel.connection().sessionEnded();
    log.ended(tunnel.sessionId(), reason);
  }
}
