package io.visiona.relay.start;

import io.visiona.relay.config.TunnelConfig;
import io.visiona.relay.sessions.Heartbeat;
import io.visiona.relay.sessions.InMemorySessionStore;
import io.visiona.relay.sessions.OutputGuard;
import jakarta.annotation.PostConstruct;
import jakarta.annotation.Resource;
import jakarta.ejb.Singleton;
import jakarta.ejb.Startup;
import jakarta.ejb.Timeout;
import jakarta.ejb.Timer;
import jakarta.ejb.TimerConfig;
import jakarta.ejb.TimerService;
import jakarta.enterprise.inject.spi.CDI;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import org.jspecify.annotations.Nullable;

/** The relay's two timers, neither of which outlives the server: the clock of all sessions, and the sweeper. */
@Singleton
@Startup
public class Timers {
  private static final Logger LOG = System.getLogger(Timers.class.getName());
  private static final long TICK_MILLIS = 1000;
  private static final long SWEEP_MILLIS = 30_000;
  private static final String TICK = "tick";
  private static final String SWEEP = "sweep";

  private final Heartbeat heartbeat;
  private final InMemorySessionStore store;
  private final TunnelConfig config;
  private final OutputGuard guard;
  private final ServerStop stop;
  @Resource private @Nullable TimerService timers;

  /** For the container, which insists on a constructor without parameters. */
  public Timers() {
    this(
        bean(Heartbeat.class),
        bean(InMemorySessionStore.class),
        bean(TunnelConfig.class),
        bean(OutputGuard.class),
        bean(ServerStop.class));
  }

  private Timers(
      Heartbeat heartbeat, InMemorySessionStore store, TunnelConfig config, OutputGuard guard, ServerStop stop) {
    this.guard = guard;
    this.stop = stop;
    this.heartbeat = heartbeat;
    this.store = store;
    this.config = config;
  }

  private static <T> T bean(Class<T> type) {
    return CDI.current().select(type).get();
  }

  @PostConstruct
  void start() {
    TimerService service = timers;
    if (service == null) {
      throw new IllegalStateException("no timer service");
    }
    service.createIntervalTimer(TICK_MILLIS, TICK_MILLIS, new TimerConfig(TICK, false));
    if (config.expires()) {
      service.createIntervalTimer(SWEEP_MILLIS, SWEEP_MILLIS, new TimerConfig(SWEEP, false));
    } else {
      LOG.log(Level.WARNING, "visiona.tunnel.idle-timeout is not positive: silent tunnels are never removed");
    }
  }

  @Timeout
  void run(Timer timer) {
    if (TICK.equals(timer.getInfo())) {
      heartbeat.tick();
      guard.check();
      stop.look();
      return;
    }
    int removed = store.cleanupExpired(config.idleTimeout());
    if (removed > 0) {
      LOG.log(Level.INFO, "Removed {0} silent tunnels", removed);
    }
  }
}
