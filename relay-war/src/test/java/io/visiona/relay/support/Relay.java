package io.visiona.relay.support;

import io.github.bucket4j.TimeMeter;
import io.visiona.relay.config.OwnerLimits;
import io.visiona.relay.config.TunnelConfig;
import io.visiona.relay.config.TunnelLogging;
import io.visiona.relay.config.WebSocketServer;
import io.visiona.relay.link.Links;
import io.visiona.relay.link.OwnerUsages;
import io.visiona.relay.log.TunnelLog;
import io.visiona.relay.sessions.AgentIdentity;
import io.visiona.relay.sessions.Contests;
import io.visiona.relay.sessions.InMemorySessionStore;
import io.visiona.relay.sessions.RelayStats;
import io.visiona.relay.sessions.SessionTicker;
import io.visiona.relay.sessions.TunnelAdmission;
import io.visiona.relay.sessions.TunnelPeer;
import io.visiona.relay.sessions.Tunnels;
import io.visiona.shared.directory.ClaimRequest;
import io.visiona.shared.sessions.StreamRefusal;
import io.visiona.yamux.blocking.WindowBudget;
import io.visiona.yamux.session.Role;
import io.visiona.yamux.session.SessionConfig;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/** The relay's own objects put together without a container. */
public final class Relay {
  public final TunnelConfig config = config(256);
  public final InMemorySessionStore store = new InMemorySessionStore();
  public final RelayStats stats = new RelayStats();
  public final SessionTicker heartbeat = new SessionTicker();
  public final Tunnels tunnels;
  public final Links links;

  /** What owners' buckets go by. */
  public final AtomicLong nanos = new AtomicLong();

  /** What waits for an owner's bucket. */
  public final List<Runnable> waiting = new ArrayList<>();

  public final OwnerUsages owners =
      new OwnerUsages(
          this::ofOwners,
          new TimeMeter() {
            @Override
            public long currentTimeNanos() {
              return nanos.get();
            }

            @Override
            public boolean isWallClockBased() {
              return false;
            }
          },
          (then, _) -> waiting.add(then));

  /** May be changed. */
  public volatile OwnerLimits ofOwners = OwnerLimits.NONE;

  /** What may wait for all API servers together; may be changed. */
  public volatile long linkOutput = 1 << 30;

  public final TunnelLog log = new TunnelLog(() -> TunnelLogging.EACH, store::size);

  public final Contests contests = new Contests(System::nanoTime);

  public Relay() {
    this(256);
  }

  public Relay(int maxStreams) {
    TunnelConfig limited = config(maxStreams);
    WindowBudget budget = new WindowBudget(1 << 30);
    tunnels =
        new Tunnels(
            store,
            heartbeat,
            () -> limited,
            budget,
            Clock.systemUTC(),
            Runnable::run,
            stats,
            contests,
            log);
    links = new Links(store, stats, heartbeat, owners, limited, () -> linkOutput, Runnable::run);
  }

  /** The defaults with another stream limit. */
  public static TunnelConfig config(int maxStreams) {
    return new TunnelConfig(
        3800,
        3801,
        Duration.ofSeconds(10),
        Duration.ofSeconds(30),
        maxStreams,
        Duration.ofSeconds(10),
        Duration.ofSeconds(10),
        Duration.ofSeconds(1),
        Duration.ZERO,
        Duration.ofSeconds(1),
        false,
        100,
        200,
        1 << 20,
        1 << 30,
        WebSocketServer.UPGRADE,
        false,
        TunnelLogging.EACH,
        OwnerLimits.NONE);
  }

  private OwnerLimits ofOwners() {
    return ofOwners;
  }

  /** An API server with its standing link. */
  public Far api() {
    return new Far(
        Role.CLIENT,
        SessionConfig.builder().maxPendingOpens(4096).resetCodes(StreamRefusal.codes()).build(),
        transport -> links.open("127.0.0.1", transport));
  }

  /** An agent with its tunnel. */
  public Far agent(String id) {
    return new Far(Role.SERVER, transport -> tunnels.open(admission(id), peer(), transport));
  }

  /** An agent that was let in by what another relay was told of its credential. */
  public Far byWordOfAnother(String id) {
    TunnelAdmission told = admission(id);
    TunnelAdmission shared =
        new TunnelAdmission(told.agent(), told.slot(), told.generation(), told.askedNanos(), true);
    return new Far(Role.SERVER, transport -> tunnels.open(shared, peer(), transport));
  }

  /** An agent that dials anew when it is told to go away. */
  public Far redialling(String id) {
    TunnelPeer ours = TunnelPeer.of("127.0.0.1", "yamux", "test/1", true);
    return new Far(Role.SERVER, transport -> tunnels.open(admission(id), ours, transport));
  }

  /** An agent with its second tunnel. */
  public Far secondOf(String id) {
    return new Far(
        Role.SERVER,
        transport -> tunnels.open(admission(id, ClaimRequest.SECOND), peer(), transport));
  }

  /** Leave given just now. */
  public TunnelAdmission admission(String id) {
    return admission(id, ClaimRequest.FIRST);
  }

  private TunnelAdmission admission(String id, int slot) {
    return new TunnelAdmission(
        new AgentIdentity(id, "alice", "box", 1),
        slot,
        tunnels.nextGeneration(),
        System.nanoTime());
  }

  public static TunnelPeer peer() {
    return TunnelPeer.of("127.0.0.1", "yamux", "test/1", false);
  }
}
