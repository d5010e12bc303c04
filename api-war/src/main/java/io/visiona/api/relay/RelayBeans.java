package io.visiona.api.relay;

import io.visiona.shared.config.InternalConfig;
import io.visiona.shared.identity.ServiceTokens;
import io.visiona.shared.tls.TlsConfig;
import io.visiona.yamux.flow.WindowBudget;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.Initialized;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.ThreadFactory;

/** Makes what reaches the relay, one of each to an application, and starts the link with it. */
@ApplicationScoped
public class RelayBeans {
  /** Bytes by which all receive windows of this process may have grown at once. */
  private static final long WINDOWS = 256L << 20;

  @Produces
  @Singleton
  ServiceTokens tokens(InternalConfig internal) {
    return new ServiceTokens(internal.secret(), Clock.systemUTC());
  }

  @Produces
  @Singleton
  RelayLink link(
      InternalConfig internal,
      LinkConfig config,
      TlsConfig tls,
      ServiceTokens tokens,
      ExecutorService executor,
      ThreadFactory loops) {
    return new RelayLink(
        new UpgradeLinkDialer(internal.relayUrl(), tokens, config, tls, new WindowBudget(WINDOWS), executor, loops), config);
  }

  void close(@Disposes RelayLink link) {
    link.close();
  }

  @Produces
  @Singleton
  RelaySessionStore store(RelayCalls relay, RelayLink link) {
    return new RelaySessionStore(relay, link);
  }

  void start(@Observes @Initialized(ApplicationScoped.class) Object started, RelayLink link, ExecutorService executor) {
    link.start(executor);
  }
}
