package io.visiona.api.relay;

import io.visiona.shared.config.InternalConfig;
import io.visiona.shared.config.Settings;
import io.visiona.shared.identity.ServiceTokens;
import io.visiona.yamux.flow.WindowBudget;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.Initialized;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.util.concurrent.ExecutorService;
import org.eclipse.microprofile.config.ConfigProvider;

/** Makes what reaches the relay, one of each to an application, and starts the link with it. */
@ApplicationScoped
public class RelayBeans {
  /** Bytes by which all receive windows of this process may have grown at once. */
  private static final long WINDOWS = 256L << 20;

  @Produces
  @Singleton
  ServiceTokens tokens() {
    return new ServiceTokens(InternalConfig.from(ConfigProvider.getConfig()).secret(), Clock.systemUTC());
  }

  @Produces
  @Singleton
  RelayLink link(ServiceTokens tokens, ExecutorService executor) {
    Settings settings = new Settings(ConfigProvider.getConfig());
    InternalConfig internal = InternalConfig.from(settings);
    LinkConfig config = LinkConfig.from(settings);
    settings.check();
    return new RelayLink(
        new UpgradeLinkDialer(internal.relayUrl(), tokens, config, new WindowBudget(WINDOWS), executor), config);
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
