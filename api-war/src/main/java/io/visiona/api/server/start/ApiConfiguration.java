package io.visiona.api.server.start;

import io.visiona.api.agents.AgentsConfig;
import io.visiona.api.agents.pairing.PairingConfig;
import io.visiona.api.agents.relay.LinkConfig;
import io.visiona.api.forward.ForwardConfig;
import io.visiona.api.gateway.GatewayConfig;
import io.visiona.api.http.ApiPorts;
import io.visiona.api.http.body.BodyConfig;
import io.visiona.api.identity.oidc.OidcConfig;
import io.visiona.api.identity.sessions.UserSessionConfig;
import io.visiona.api.identity.signin.PageHosts;
import io.visiona.api.identity.signin.PublicSite;
import io.visiona.api.identity.users.UserCacheConfig;
import io.visiona.api.models.ModelsConfig;
import io.visiona.api.models.converter.ConverterConfig;
import io.visiona.api.platform.audit.AuditConfig;
import io.visiona.api.platform.drain.StopConfig;
import io.visiona.api.platform.redis.RedisConfig;
import io.visiona.api.platform.tracing.TracingConfig;
import io.visiona.shared.address.TrustedProxies;
import io.visiona.shared.config.Configuration;
import io.visiona.shared.config.ConfigurationException;
import io.visiona.shared.config.InternalConfig;
import io.visiona.shared.config.StorageConfig;
import io.visiona.shared.container.Container;
import io.visiona.shared.container.ContainerConfig;
import io.visiona.shared.directory.DirectoryConfig;
import io.visiona.shared.lifecycle.StartRefusal;
import io.visiona.shared.membercenter.FileAccessConfig;
import io.visiona.shared.membercenter.MemberCenterConfig;
import io.visiona.shared.tls.TlsConfig;
import jakarta.enterprise.context.Dependent;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import org.eclipse.microprofile.config.Config;

/**
 * Says which features have settings. Each hands out its own record; those that several need are
 * handed out here.
 */
@Dependent
public class ApiConfiguration {

  /** Throws {@link ConfigurationException} with the problems of all features. */
  static Configuration from(Config config) {
    return Configuration.read(config, ApiConfiguration::features);
  }

  private static void features(Configuration.Reading all) {
    all.add(ContainerConfig::from);
    all.add(StartConfig::from);
    all.add(StorageConfig::from);
    all.add(InternalConfig::from);
    all.add(TlsConfig::from);
    all.add(TrustedProxies::from);
    all.add(ApiPorts::from);
    all.add(BodyConfig::from);
    all.add(StopConfig::from);
    all.add(TracingConfig::from);
    all.add(UserCacheConfig::from);
    all.add(AuditConfig::from);
    all.add(AgentsConfig::from);
    all.add(PairingConfig::from);
    all.add(DirectoryConfig::ofApi);
    all.add(LinkConfig::from);
    all.add(ForwardConfig::from);
    all.add(ModelsConfig::from);
    all.add(ConverterConfig::from);
    all.add(FileAccessConfig::from);
    PublicSite site = all.add(PublicSite::from);
    all.add(settings -> PageHosts.from(settings, site));
    OidcConfig oidc = all.add(OidcConfig::from);
    all.add(settings -> MemberCenterConfig.from(settings, oidc.issuer()));
    GatewayConfig gateway = all.add(GatewayConfig::from);
    boolean sessions = all.add(UserSessionConfig::from).store() == UserSessionConfig.Store.REDIS;
    all.add(settings -> RedisConfig.from(settings, sessions, gateway.countsInRedis()));
  }

  @Produces
  @Singleton
  Configuration configuration(Config config) {
    return StartRefusal.unlessUsable("api", config, () -> from(config));
  }

  @Produces
  @Singleton
  Container container(Configuration all) {
    return Container.of(all.of(ContainerConfig.class));
  }

  @Produces
  @Singleton
  StartConfig start(Configuration all) {
    return all.of(StartConfig.class);
  }

  @Produces
  @Singleton
  StorageConfig storage(Configuration all) {
    return all.of(StorageConfig.class);
  }

  @Produces
  @Singleton
  InternalConfig internal(Configuration all) {
    return all.of(InternalConfig.class);
  }

  @Produces
  @Singleton
  TlsConfig tls(Configuration all) {
    return all.of(TlsConfig.class);
  }

  @Produces
  @Singleton
  TrustedProxies proxies(Configuration all) {
    return all.of(TrustedProxies.class);
  }
}
