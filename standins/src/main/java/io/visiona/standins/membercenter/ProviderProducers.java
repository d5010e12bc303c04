package io.visiona.standins.membercenter;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.Initialized;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Clock;
import org.eclipse.microprofile.config.ConfigProvider;

/**
 * Makes the Member Center when the application starts; outside development mode the application
 * does not start.
 */
@ApplicationScoped
class ProviderProducers {

  @Produces
  @Singleton
  DownloadGrants downloads() {
    return new DownloadGrants(Clock.systemUTC());
  }

  @Produces
  @Singleton
  MemberCenter memberCenter(DownloadGrants downloads) {
    StandinProviderConfig config = StandinProviderConfig.from(ConfigProvider.getConfig());
    return new MemberCenter(
        config,
        People.development(config.crowd()),
        Clients.development(config),
        downloads,
        Clock.systemUTC());
  }

  void start(
      @Observes @Initialized(ApplicationScoped.class) Object started, MemberCenter memberCenter) {
    memberCenter.publishedKeys();
  }
}
