package io.visiona.api.server.start;

import io.visiona.api.agents.relay.LinkStats;
import io.visiona.api.agents.relay.RelayLinks;
import io.visiona.api.platform.drain.ApiDrain;
import io.visiona.api.platform.drain.Draining;
import io.visiona.api.platform.drain.InFlightRequests;
import io.visiona.api.platform.drain.StopConfig;
import io.visiona.shared.concurrent.PeriodicTask;
import io.visiona.shared.config.Configuration;
import io.visiona.shared.config.Live;
import io.visiona.shared.container.ServerStop;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.BeforeDestroyed;
import jakarta.enterprise.context.Initialized;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutorService;
import org.eclipse.microprofile.config.Config;

/** Makes the drain, and looks whether the server has begun to stop. */
@ApplicationScoped
public class StopProducers {
  /** Liberty stops applications as early as a second after it has closed the ports. */
  private static final Duration LOOK = Duration.ofMillis(200);

  @Produces
  @Singleton
  InFlightRequests inFlight() {
    return new InFlightRequests();
  }

  @Produces
  @Singleton
  ApiDrain drain(RelayLinks link, InFlightRequests gateway, Live<StopConfig> config) {
    return new ApiDrain(List.of(streamsOf(link), gateway), () -> config.get().drainTimeout());
  }

  /** Every request that is forwarded to an agent is a stream of a link. */
  private static Draining streamsOf(RelayLinks link) {
    return new Draining() {
      @Override
      public int inFlight() {
        return link.stats().values().stream().mapToInt(LinkStats::streamsOpen).sum();
      }

      @Override
      public void cut() {
        link.close();
      }
    };
  }

  @Produces
  @Singleton
  ServerStop serverStop(ApiDrain drain, ExecutorService executor) {
    return new ServerStop("apiEndpoint", executor, drain::finish);
  }

  void close(@Disposes ServerStop stop) {
    stop.close();
  }

  void start(
      @Observes @Initialized(ApplicationScoped.class) Object event,
      ServerStop stop,
      ExecutorService executor) {
    // Not a managed timer: those end as soon as the server begins to stop.
    new PeriodicTask("Whether the server stops cannot be seen now", LOOK, stop::look)
        .start(executor);
  }

  void stop(@Observes @BeforeDestroyed(ApplicationScoped.class) Object event, ApiDrain drain) {
    drain.finish();
  }

  @Produces
  @Singleton
  StopConfig stop(Configuration all) {
    return all.of(StopConfig.class);
  }

  @Produces
  @Singleton
  Live<StopConfig> liveStop(Config config, StopConfig atStart) {
    return new Live<>(config, atStart, StopConfig::from);
  }
}
