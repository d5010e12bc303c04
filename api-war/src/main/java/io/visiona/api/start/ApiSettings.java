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
import io.visiona.api.usersession.UserSessionConfig;
import io.visiona.shared.config.ConfigurationException;
import io.visiona.shared.config.InternalConfig;
import io.visiona.shared.config.Settings;
import io.visiona.shared.config.StorageConfig;
import io.visiona.shared.membercenter.FileAccessConfig;
import io.visiona.shared.membercenter.MemberCenterConfig;
import io.visiona.shared.tls.TlsConfig;
import org.eclipse.microprofile.config.Config;

/** The whole configuration of this application, read together so that all of its problems are reported together. */
public record ApiSettings(
    StorageConfig storage,
    PairingConfig pairing,
    Ports ports,
    OidcConfig oidc,
    PublicSite site,
    UserSessionConfig userSessions,
    RedisConfig redis,
    InternalConfig internal,
    LinkConfig link,
    TlsConfig tls,
    MemberCenterConfig memberCenter,
    FileAccessConfig fileAccess,
    ConverterConfig converter,
    ModelsConfig models,
    ForwardConfig forward,
    StopConfig stop,
    TracingConfig tracing,
    GatewayConfig gateway) {

  /** Reads everything once; throws {@link ConfigurationException} with every problem. */
  public static ApiSettings from(Config config) {
    Settings settings = new Settings(config);
    UserSessionConfig userSessions = UserSessionConfig.from(settings);
    OidcConfig oidc = OidcConfig.from(settings);
    GatewayConfig gateway = GatewayConfig.from(settings);
    ApiSettings read =
        new ApiSettings(
            StorageConfig.from(settings),
            PairingConfig.from(settings),
            Ports.from(settings),
            oidc,
            PublicSite.from(settings),
            userSessions,
            RedisConfig.from(settings, userSessions.store() == UserSessionConfig.Store.REDIS, gateway.countsInRedis()),
            InternalConfig.from(settings),
            LinkConfig.from(settings),
            TlsConfig.from(settings),
            MemberCenterConfig.from(settings, oidc.issuer()),
            FileAccessConfig.from(settings),
            ConverterConfig.from(settings),
            ModelsConfig.from(settings),
            ForwardConfig.from(settings),
            StopConfig.from(settings),
            TracingConfig.from(settings),
            gateway);
    settings.check();
    return read;
  }
}
