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
import io.visiona.shared.config.InternalConfig;
import io.visiona.shared.config.Live;
import io.visiona.shared.config.StorageConfig;
import io.visiona.shared.container.Container;
import io.visiona.shared.directory.DirectoryConfig;
import io.visiona.shared.lifecycle.StartRefusal;
import io.visiona.shared.membercenter.FileAccessConfig;
import io.visiona.shared.membercenter.MemberCenterConfig;
import io.visiona.shared.tls.TlsConfig;
import jakarta.enterprise.context.Dependent;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import org.eclipse.microprofile.config.Config;

/** Hands out the configuration, each feature its own record. */
@Dependent
public class ConfigurationProducers {

  @Produces
  @Singleton
  ApiSettings settings(Config config) {
    return StartRefusal.unlessUsable("api", config, () -> ApiSettings.from(config));
  }

  @Produces
  @Singleton
  Container container(ApiSettings settings) {
    return Container.of(settings.container());
  }

  @Produces
  @Singleton
  StorageConfig storage(ApiSettings settings) {
    return settings.storage();
  }

  @Produces
  @Singleton
  PairingConfig pairing(ApiSettings settings) {
    return settings.pairing();
  }

  @Produces
  @Singleton
  Live<PairingConfig> livePairing(Config config, PairingConfig atStart) {
    return new Live<>(config, atStart, PairingConfig::from);
  }

  @Produces
  @Singleton
  Live<StopConfig> liveStop(Config config, StopConfig atStart) {
    return new Live<>(config, atStart, StopConfig::from);
  }

  @Produces
  @Singleton
  ApiPorts ports(ApiSettings settings) {
    return settings.ports();
  }

  @Produces
  @Singleton
  BodyConfig bodies(ApiSettings settings) {
    return settings.bodies();
  }

  @Produces
  @Singleton
  AgentsConfig agents(ApiSettings settings) {
    return settings.agents();
  }

  @Produces
  @Singleton
  OidcConfig oidc(ApiSettings settings) {
    return settings.oidc();
  }

  @Produces
  @Singleton
  PublicSite site(ApiSettings settings) {
    return settings.site();
  }

  @Produces
  @Singleton
  PageHosts pages(ApiSettings settings) {
    return settings.pages();
  }

  @Produces
  @Singleton
  UserSessionConfig userSessions(ApiSettings settings) {
    return settings.userSessions();
  }

  @Produces
  @Singleton
  RedisConfig redis(ApiSettings settings) {
    return settings.redis();
  }

  @Produces
  @Singleton
  InternalConfig internal(ApiSettings settings) {
    return settings.internal();
  }

  @Produces
  @Singleton
  DirectoryConfig directory(ApiSettings settings) {
    return settings.directory();
  }

  @Produces
  @Singleton
  LinkConfig link(ApiSettings settings) {
    return settings.link();
  }

  @Produces
  @Singleton
  TlsConfig tls(ApiSettings settings) {
    return settings.tls();
  }

  @Produces
  @Singleton
  MemberCenterConfig memberCenter(ApiSettings settings) {
    return settings.memberCenter();
  }

  @Produces
  @Singleton
  FileAccessConfig fileAccess(ApiSettings settings) {
    return settings.fileAccess();
  }

  @Produces
  @Singleton
  ConverterConfig converter(ApiSettings settings) {
    return settings.converter();
  }

  @Produces
  @Singleton
  ModelsConfig models(ApiSettings settings) {
    return settings.models();
  }

  @Produces
  @Singleton
  ForwardConfig forward(ApiSettings settings) {
    return settings.forward();
  }

  @Produces
  @Singleton
  StopConfig stop(ApiSettings settings) {
    return settings.stop();
  }

  @Produces
  @Singleton
  TracingConfig tracing(ApiSettings settings) {
    return settings.tracing();
  }

  @Produces
  @Singleton
  AuditConfig audit(ApiSettings settings) {
    return settings.audit();
  }

  @Produces
  @Singleton
  GatewayConfig gateway(ApiSettings settings) {
    return settings.gateway();
  }

  @Produces
  @Singleton
  TrustedProxies proxies(ApiSettings settings) {
    return settings.proxies();
  }

  @Produces
  @Singleton
  UserCacheConfig userCache(ApiSettings settings) {
    return settings.gateway().users();
  }
}
