package io.visiona.api.stop;

import io.visiona.api.relay.RelayLink;
import io.visiona.shared.lifecycle.ServerStop;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.BeforeDestroyed;
import jakarta.enterprise.context.Initialized;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeUnit;

/** Makes the drain, and looks whether the server has begun to stop. */
@ApplicationScoped
public class StopBeans {
  /** Liberty stops applications as early as a second after it has closed the ports. */
  private static final long LOOK_MILLIS = 200;

  private final CountDownLatch never = new CountDownLatch(1);

  @Produces
  @Singleton
  Underway underway() {
    return new Underway();
  }

  @Produces
  @Singleton
  Drain drain(RelayLink link, Underway underway, StopConfig config) {
    return new Drain(link, underway, config.drainTimeout());
  }

  void start(@Observes @Initialized(ApplicationScoped.class) Object event, Drain drain, ExecutorService executor) {
    ServerStop stop = new ServerStop("apiEndpoint", executor, drain::finish);
    executor.execute(() -> look(stop));
  }

  /** Ends when its executor is shut down. Not a managed timer: those end as soon as the server begins to stop. */
  private void look(ServerStop stop) {
    try {
      while (!never.await(LOOK_MILLIS, TimeUnit.MILLISECONDS)) {
        stop.look();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  void stop(@Observes @BeforeDestroyed(ApplicationScoped.class) Object event, Drain drain) {
    drain.finish();
  }
}
