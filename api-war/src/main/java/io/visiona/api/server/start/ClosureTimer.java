package io.visiona.api.server.start;

import io.visiona.api.agents.TunnelClosures;
import jakarta.annotation.Resource;
import jakarta.enterprise.concurrent.ManagedScheduledExecutorService;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.BeforeDestroyed;
import jakarta.enterprise.context.Initialized;
import jakarta.enterprise.event.Observes;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Every five seconds: closes the tunnels of revoked tokens that a relay could not be asked to close
 * before.
 */
@ApplicationScoped
@SuppressWarnings("NullAway.Init") // the container fills the field
public class ClosureTimer {
  private static final Logger LOG = System.getLogger(ClosureTimer.class.getName());
  private static final int SECONDS = 5;

  @Resource private ManagedScheduledExecutorService scheduler;

  private volatile @Nullable Future<?> timer;

  void start(
      @Observes @Initialized(ApplicationScoped.class) Object event, TunnelClosures closures) {
    timer =
        scheduler.scheduleWithFixedDelay(
            () -> closePending(closures), SECONDS, SECONDS, TimeUnit.SECONDS);
  }

  void stop(@Observes @BeforeDestroyed(ApplicationScoped.class) Object event) {
    Future<?> running = timer;
    if (running != null) {
      running.cancel(true);
    }
  }

  /** A timer that throws is never run again, and a database that is away now is back later. */
  private static void closePending(TunnelClosures closures) {
    try {
      closures.closePending();
    } catch (RuntimeException later) {
      LOG.log(Level.WARNING, "Tunnels of revoked agents could not be closed; trying again", later);
    }
  }
}
