package io.visiona.relay.start;

import io.visiona.relay.config.TunnelConfig;
import io.visiona.relay.sessions.InMemorySessionStore;
import jakarta.annotation.PostConstruct;
import jakarta.annotation.Resource;
import jakarta.ejb.Singleton;
import jakarta.ejb.Startup;
import jakarta.ejb.Timeout;
import jakarta.ejb.TimerConfig;
import jakarta.ejb.TimerService;
import jakarta.enterprise.inject.spi.CDI;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import org.jspecify.annotations.Nullable;

/** Every 30 s removes tunnels that were silent for too long. The timer does not outlive the server. */
@Singleton
@Startup
public class Sweeper {
  private static final Logger LOG = System.getLogger(Sweeper.class.getName());
  private static final long SWEEP_MILLIS = 30_000;

  private final InMemorySessionStore store;
  private final TunnelConfig config;
  @Resource private @Nullable TimerService timers;

  /** For the container, which insists on a constructor without parameters. */
  public Sweeper() {
    this.store = CDI.current().select(InMemorySessionStore.class).get();
    this.config = CDI.current().select(TunnelConfig.class).get();
  }

  @PostConstruct
  void start() {
    TimerService service = timers;
    if (service == null) {
      throw new IllegalStateException("no timer service");
    }
    if (config.expires()) {
      service.createIntervalTimer(SWEEP_MILLIS, SWEEP_MILLIS, new TimerConfig("sweeper", false));
    } else {
      LOG.log(Level.WARNING, "visiona.tunnel.idle-timeout is not positive: silent tunnels are never removed");
    }
  }

  @Timeout
  void sweep() {
    int removed = store.cleanupExpired(config.idleTimeout());
    if (removed > 0) {
      LOG.log(Level.INFO, "Removed {0} silent tunnels", removed);
    }
  }
}
