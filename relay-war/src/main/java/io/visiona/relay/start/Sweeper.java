package io.visiona.relay.start;

import io.visiona.relay.config.TunnelConfig;
import io.visiona.relay.sessions.InMemorySessionStore;
import io.visiona.shared.config.Live;
import jakarta.annotation.PostConstruct;
import jakarta.annotation.Resource;
import jakarta.ejb.Singleton;
import jakarta.ejb.Startup;
import jakarta.ejb.Timeout;
import jakarta.ejb.TimerConfig;
import jakarta.ejb.TimerService;
import jakarta.inject.Inject;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;

/**
 * Every 30 s, or every idle time-out where that is shorter, removes tunnels that were silent for
 * too long. The timer does not outlive the server.
 */
@Singleton
@Startup
@SuppressWarnings("NullAway.Init") // the container fills the fields
public class Sweeper {
  private static final Logger LOG = System.getLogger(Sweeper.class.getName());
  private static final Duration LONGEST = Duration.ofSeconds(30);

  private InMemorySessionStore store;
  private Live<TunnelConfig> config;
  @Resource private TimerService timers;

  /** By a method: the container insists on a constructor without parameters. */
  @Inject
  void works(InMemorySessionStore on, Live<TunnelConfig> by) {
    this.store = on;
    this.config = by;
  }

  @PostConstruct
  void start() {
    TunnelConfig atStart = config.get();
    if (atStart.expires()) {
      Duration idle = atStart.idleTimeout();
      long every = (idle.compareTo(LONGEST) < 0 ? idle : LONGEST).toMillis();
      timers.createIntervalTimer(every, every, new TimerConfig("sweeper", false));
    } else {
      LOG.log(
          Level.WARNING,
          "visiona.tunnel.idle-timeout is not positive: silent tunnels are never removed");
    }
  }

  @Timeout
  void sweep() {
    TunnelConfig now = config.get();
    int removed = now.expires() ? store.cleanupExpired(now.idleTimeout()) : 0;
    if (removed > 0) {
      LOG.log(Level.INFO, "Removed {0} silent tunnels", removed);
    }
  }
}
