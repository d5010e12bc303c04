package io.visiona.api.gateway;

import io.visiona.api.gateway.routes.GatewayRoute;
import io.visiona.api.gateway.routes.LiveRoutes;
import io.visiona.api.gateway.service.Services;
import jakarta.annotation.Resource;
import jakarta.enterprise.concurrent.ManagedScheduledExecutorService;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.BeforeDestroyed;
import jakarta.enterprise.context.Initialized;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Instance;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Reads the route file at start, and looks twice a second whether it has changed. */
@ApplicationScoped
@SuppressWarnings("NullAway.Init") // the container fills the field
public class GatewayTimer {
  private static final Logger LOG = System.getLogger(GatewayTimer.class.getName());
  private static final long PERIOD_MILLIS = 500;

  @Resource private ManagedScheduledExecutorService scheduler;

  private volatile @Nullable Future<?> timer;

  void start(
      @Observes @Initialized(ApplicationScoped.class) Object event,
      GatewayConfig config,
      Instance<LiveRoutes> routes,
      Instance<Services> services) {
    if (config.routes().isPresent()) {
      LiveRoutes live = routes.get();
      Services behind = services.get();
      live.load();
      timer =
          scheduler.scheduleWithFixedDelay(
              () -> look(live, behind), PERIOD_MILLIS, PERIOD_MILLIS, TimeUnit.MILLISECONDS);
    }
  }

  void stop(@Observes @BeforeDestroyed(ApplicationScoped.class) Object event) {
    Future<?> running = timer;
    if (running != null) {
      running.cancel(true);
    }
  }

  /** A timer that throws is never run again. */
  private static void look(LiveRoutes routes, Services services) {
    try {
      routes.look();
      routes
          .table()
          .ifPresent(table ->
              services.keep(
                  table.routes().stream().map(GatewayRoute::service).collect(Collectors.toSet())));
      services.closeIdle();
    } catch (RuntimeException later) {
      LOG.log(Level.ERROR, "The gateway''s route file could not be looked at; trying again", later);
    }
  }
}
