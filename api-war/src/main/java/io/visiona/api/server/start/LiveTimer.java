package io.visiona.api.server.start;

import io.visiona.api.agents.pairing.PairingConfig;
import io.visiona.api.gateway.LiveGateway;
import io.visiona.api.platform.drain.StopConfig;
import io.visiona.shared.config.Live;
import jakarta.annotation.Resource;
import jakarta.enterprise.concurrent.ManagedScheduledExecutorService;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.BeforeDestroyed;
import jakarta.enterprise.context.Initialized;
import jakarta.enterprise.event.Observes;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.List;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Every second: looks whether settings that need no restart have changed. */
@ApplicationScoped
@SuppressWarnings("NullAway.Init") // the container fills the field
public class LiveTimer {
  private static final Logger LOG = System.getLogger(LiveTimer.class.getName());

  @Resource private ManagedScheduledExecutorService scheduler;

  private volatile @Nullable Future<?> timer;

  void start(
      @Observes @Initialized(ApplicationScoped.class) Object event,
      Live<PairingConfig> pairing,
      Live<StopConfig> stop,
      Live<LiveGateway> gateway) {
    List<Live<?>> all = List.of(pairing, stop, gateway);
    timer = scheduler.scheduleWithFixedDelay(() -> look(all), 1, 1, TimeUnit.SECONDS);
  }

  void stop(@Observes @BeforeDestroyed(ApplicationScoped.class) Object event) {
    Future<?> running = timer;
    if (running != null) {
      running.cancel(true);
    }
  }

  /** A timer that throws is never run again. */
  private static void look(List<Live<?>> all) {
    try {
      all.forEach(Live::look);
    } catch (RuntimeException later) {
      LOG.log(Level.ERROR, "Settings could not be read again; trying later", later);
    }
  }
}
