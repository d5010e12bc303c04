package io.visiona.api.forward;

import io.visiona.api.relay.RelayLink;
import io.visiona.api.relay.RelaySessionStore;
import jakarta.enterprise.context.Dependent;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.util.concurrent.ExecutorService;
import org.eclipse.microprofile.metrics.MetricRegistry;

/** Makes what forwarding shares. */
@Dependent
public class ForwardBeans {

  @Produces
  @Singleton
  CallerWatch watch(ExecutorService executor) {
    CallerWatch watch = new CallerWatch();
    watch.start(executor);
    return watch;
  }

  void close(@Disposes CallerWatch watch) {
    watch.close();
  }

  @Produces
  @Singleton
  Forwarding forwarding(
      RelayLink link,
      RelaySessionStore store,
      ForwardConfig config,
      ExecutorService executor,
      CallerWatch watch,
      MetricRegistry registry) {
    return new Forwarding(link, new Presence(store), config, executor, watch, new ForwardMetrics(registry));
  }
}
