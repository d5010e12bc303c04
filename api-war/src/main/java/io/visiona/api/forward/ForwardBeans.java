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
  Forwarding forwarding(RelayLink link, RelaySessionStore store, ForwardConfig config, ExecutorService executor, MetricRegistry registry) {
    Forwarding forwarding = new Forwarding(link, new Presence(store), config, executor, new ForwardMetrics(registry));
    forwarding.start();
    return forwarding;
  }

  void close(@Disposes Forwarding forwarding) {
    forwarding.close();
  }
}
