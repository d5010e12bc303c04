package io.visiona.api.start;

import io.visiona.api.auth.OidcConfig;
import io.visiona.api.auth.PublicSite;
import io.visiona.api.conversion.ConverterConfig;
import io.visiona.api.forward.ForwardConfig;
import io.visiona.api.gateway.GatewayConfig;
import io.visiona.api.http.Ports;
import io.visiona.api.models.ModelsConfig;
import io.visiona.api.pairing.PairingConfig;
import io.visiona.api.redis.RedisConfig;
import io.visiona.api.relay.LinkConfig;
import io.visiona.api.stop.StopConfig;
import io.visiona.api.tracing.TracingConfig;
import io.visiona.api.users.UserCacheConfig;
import io.visiona.api.usersession.UserSessionConfig;
import io.visiona.shared.config.InternalConfig;
import io.visiona.shared.config.StorageConfig;
import io.visiona.shared.membercenter.FileAccessConfig;
import io.visiona.shared.membercenter.MemberCenterConfig;
import io.visiona.shared.tls.TlsConfig;
import jakarta.enterprise.context.Dependent;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import org.eclipse.microprofile.config.Config;

/** Hands out the configuration, each feature its own record. */
@Dependent
public class ConfigurationBeans {

  @Produces
  @Singleton
  ApiSettings settings(Config config) {
    return ApiSettings.from(config);
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
  Ports ports(ApiSettings settings) {
    return settings.ports();
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
  GatewayConfig gateway(ApiSettings settings) {
    return settings.gateway();
  }

  @Produces
  @Singleton
  UserCacheConfig userCache(ApiSettings settings) {
    return settings.gateway().users();
  }
}
