package io.visiona.api.server.check;

import io.visiona.api.identity.oidc.OidcConfig;
import io.visiona.api.identity.oidc.ProviderKeys;
import io.visiona.api.identity.oidc.ProviderMetadata;
import io.visiona.api.identity.oidc.ProviderProbe;
import io.visiona.api.identity.sessions.UserSessionConfig;
import io.visiona.api.identity.signin.PublicSite;
import io.visiona.api.models.ModelStore;
import io.visiona.api.models.converter.ConverterConfig;
import io.visiona.api.platform.redis.RedisConfig;
import io.visiona.api.platform.redis.RedisLink;
import io.visiona.shared.config.Configuration;
import io.visiona.shared.config.InternalConfig;
import io.visiona.shared.config.StorageConfig;
import io.visiona.shared.container.ListeningPorts;
import io.visiona.shared.lifecycle.CheckReport;
import io.visiona.shared.lifecycle.CheckRunner;
import io.visiona.shared.membercenter.DownloadTokenIssuer;
import io.visiona.shared.membercenter.FileAccessConfig;
import io.visiona.shared.membercenter.MemberCenterTokenClient;
import io.visiona.shared.tls.TlsConfig;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.Dependent;
import jakarta.enterprise.context.Initialized;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Inject;
import jakarta.interceptor.Interceptor;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import javax.sql.DataSource;
import org.eclipse.microprofile.config.Config;

/**
 * A server that was started to be checked tells how its settings and everything it talks to are,
 * and ends before it has touched the database or served anybody: with status 0, or 1 when something
 * failed. Settings that are unusable end it with 78, as any start. That it is the server itself,
 * and not a program beside it, makes the answers true of the server: the same variables, drivers,
 * trust and network.
 */
@Dependent
public class StartCheck {
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  /** What is asked of the outside. */
  private final Instance<DataSource> database;

  private final Instance<RedisLink> redis;
  private final Instance<ProviderMetadata> metadata;
  private final Instance<ProviderKeys> keys;
  private final Instance<MemberCenterTokenClient> tokens;
  private final Instance<DownloadTokenIssuer> downloads;
  private final Instance<ModelStore> models;
  private final ExecutorService executor;

  /** Asks for nothing in a server that is to serve. */
  @Inject
  public StartCheck(
      Instance<DataSource> database,
      Instance<RedisLink> redis,
      Instance<ProviderMetadata> metadata,
      Instance<ProviderKeys> keys,
      Instance<MemberCenterTokenClient> tokens,
      Instance<DownloadTokenIssuer> downloads,
      Instance<ModelStore> models,
      ExecutorService executor) {
    this.database = database;
    this.redis = redis;
    this.metadata = metadata;
    this.keys = keys;
    this.tokens = tokens;
    this.downloads = downloads;
    this.models = models;
    this.executor = executor;
  }

  /** Before the schema is made. */
  void start(
      @Observes @Initialized(ApplicationScoped.class) @Priority(Interceptor.Priority.LIBRARY_BEFORE)
          Object event,
      Config config,
      Configuration settings)
      throws InterruptedException {
    Optional<CheckReport> report = CheckReport.of(config);
    if (report.isPresent()) {
      CheckRunner checks = new CheckRunner(report.get(), executor, PATIENCE);
      look(checks, settings);
      checks.warn("ports", ListeningPorts.ofApi(config).problem());
      checks.end("api");
    }
  }

  private void look(CheckRunner checks, Configuration settings) throws InterruptedException {
    checks.run(
        "settings",
        () -> "complete and within their bounds, for " + settings.of(PublicSite.class).url());
    checks.warn("settings", settings.of(StorageConfig.class).warning());
    checks.warn("settings", settings.of(InternalConfig.class).warning());
    checks.warn("settings", settings.of(UserSessionConfig.class).warning());
    checks.warn("settings", settings.of(OidcConfig.class).warning());
    checks.run("database", () -> Outside.database(database.get()));
    checks.runIf(
        !settings.of(RedisConfig.class).url().isEmpty(),
        "redis",
        "visiona.redis.url is not set",
        () -> Outside.redis(redis.get()));
    checks.run("models", () -> models.get().probe());
    provider(checks, settings.of(OidcConfig.class));
    checks.runIf(
        tokens.get().isConfigured(),
        "mc-token",
        "visiona.member-center.service-client-id is not set: no conversions",
        () -> Outside.token(tokens.get()));
    checks.runIf(
        settings.of(FileAccessConfig.class).access().isPresent(),
        "file-token",
        "visiona.file-access is not set: no downloads of models",
        () -> Outside.token(downloads.get()));
    checks.runIf(
        settings.of(FileAccessConfig.class).access().isPresent(),
        "file-server",
        "visiona.file-access is not set",
        () ->
            Outside.answers(
                settings.of(FileAccessConfig.class).required().baseUrl(),
                settings.of(TlsConfig.class),
                executor));
    checks.runIf(
        settings.of(ConverterConfig.class).access().isPresent(),
        "converter",
        "visiona.converter.url is not set: no conversions",
        () ->
            Outside.converter(
                settings.of(ConverterConfig.class), settings.of(TlsConfig.class), executor));
  }

  private void provider(CheckRunner checks, OidcConfig config) throws InterruptedException {
    ProviderProbe probe = new ProviderProbe(config, metadata.get(), keys.get());
    checks.run("mc-discovery", probe::discovery);
    checks.run("mc-keys", probe::keys);
  }
}
