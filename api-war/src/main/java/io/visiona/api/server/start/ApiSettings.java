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
import io.visiona.api.models.ModelsConfig;
import io.visiona.api.models.converter.ConverterConfig;
import io.visiona.api.platform.audit.AuditConfig;
import io.visiona.api.platform.drain.StopConfig;
import io.visiona.api.platform.redis.RedisConfig;
import io.visiona.api.platform.tracing.TracingConfig;
import io.visiona.shared.address.TrustedProxies;
import io.visiona.shared.config.ConfigurationException;
import io.visiona.shared.config.InternalConfig;
import io.visiona.shared.config.Settings;
import io.visiona.shared.config.StorageConfig;
import io.visiona.shared.container.ContainerConfig;
import io.visiona.shared.directory.DirectoryConfig;
import io.visiona.shared.membercenter.FileAccessConfig;
import io.visiona.shared.membercenter.MemberCenterConfig;
import io.visiona.shared.tls.TlsConfig;
import org.eclipse.microprofile.config.Config;

/**
 * The whole configuration of this application, read together so that all of its problems are
 * reported together.
 */
public record ApiSettings(
    ContainerConfig container,
    StartConfig start,
    StorageConfig storage,
    PairingConfig pairing,
    ApiPorts ports,
    BodyConfig bodies,
    AgentsConfig agents,
    OidcConfig oidc,
    PublicSite site,
    PageHosts pages,
    UserSessionConfig userSessions,
    RedisConfig redis,
    InternalConfig internal,
    DirectoryConfig directory,
    LinkConfig link,
    TlsConfig tls,
    MemberCenterConfig memberCenter,
    FileAccessConfig fileAccess,
    ConverterConfig converter,
    ModelsConfig models,
    ForwardConfig forward,
    StopConfig stop,
    TracingConfig tracing,
    AuditConfig audit,
    GatewayConfig gateway,
    TrustedProxies proxies) {

  /** Reads everything once; throws {@link ConfigurationException} with every problem. */
  public static ApiSettings from(Config config) {
    Settings settings = new Settings(config);
    UserSessionConfig userSessions = UserSessionConfig.from(settings);
    OidcConfig oidc = OidcConfig.from(settings);
    GatewayConfig gateway = GatewayConfig.from(settings);
    PublicSite site = PublicSite.from(settings);
    ApiSettings read =
        new ApiSettings(
            ContainerConfig.from(settings),
            StartConfig.from(settings),
            StorageConfig.from(settings),
            PairingConfig.from(settings),
            ApiPorts.from(settings),
            BodyConfig.from(settings),
            AgentsConfig.from(settings),
            oidc,
            site,
            PageHosts.from(settings, site),
            userSessions,
            RedisConfig.from(
                settings,
                userSessions.store() == UserSessionConfig.Store.REDIS,
                gateway.countsInRedis()),
            InternalConfig.from(settings),
            DirectoryConfig.ofApi(settings),
            LinkConfig.from(settings),
            TlsConfig.from(settings),
            MemberCenterConfig.from(settings, oidc.issuer()),
            FileAccessConfig.from(settings),
            ConverterConfig.from(settings),
            ModelsConfig.from(settings),
            ForwardConfig.from(settings),
            StopConfig.from(settings),
            TracingConfig.from(settings),
            AuditConfig.from(settings),
            gateway,
            TrustedProxies.from(settings));
    settings.check();
    return read;
  }
}
