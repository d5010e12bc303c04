package io.visiona.api.gateway;

import io.github.bucket4j.TimeMeter;
import io.visiona.api.auth.PublicSite;
import io.visiona.api.auth.SessionGate;
import io.visiona.api.forward.CallerWatch;
import io.visiona.api.gateway.limit.LocalRateLimits;
import io.visiona.api.gateway.limit.RateLimits;
import io.visiona.api.gateway.limit.RedisRateLimits;
import io.visiona.api.gateway.routes.LiveRoutes;
import io.visiona.api.gateway.service.Services;
import io.visiona.api.gateway.token.TokenSetup;
import io.visiona.api.redis.RedisBytes;
import io.visiona.api.redis.RedisConfig;
import io.visiona.api.stop.Underway;
import io.visiona.api.tracing.Spans;
import io.visiona.api.users.UserDirectory;
import io.visiona.shared.config.Secret;
import io.visiona.shared.tls.TlsConfig;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Instance;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.time.Clock;
import java.util.concurrent.ExecutorService;
import java.util.function.Function;
import org.eclipse.microprofile.config.Config;
import org.eclipse.microprofile.metrics.MetricRegistry;

/** Makes the gateway's parts, when there is a gateway. */
@ApplicationScoped
class GatewayBeans {
  private final Clock clock = Clock.systemUTC();

  @Produces
  @Singleton
  Gateway gateway(
      GatewayConfig config,
      PublicSite site,
      SessionGate sessions,
      UserDirectory directory,
      LiveRoutes routes,
      RateLimits limits,
      Services services,
      GatewayMetrics metrics,
      AccessLog log,
      Spans spans,
      Underway underway,
      CallerWatch watch,
      TlsConfig tls,
      ExecutorService executor,
      Config settings) {
    return new Gateway(
        new Gateway.Parts(
            site.https(),
            routes,
            new GatewayCors(site.corsOrigins()),
            new Authenticator(TokenSetup.tokens(config.tokens(), executor, tls, clock, System::nanoTime), sessions),
            new SlackSignature(clock),
            secrets(settings),
            config.maxSlackBody(),
            new Identifier(directory),
            new Limiter(limits, config.rateLimit()),
            services,
            metrics,
            log,
            spans,
            underway,
            watch,
            executor,
            clock));
  }

  @Produces
  @Singleton
  LiveRoutes routes(GatewayConfig config, Config settings, GatewayMetrics metrics) {
    Function<String, Secret> secrets = secrets(settings);
    return new LiveRoutes(config.routes().orElseThrow(), key -> !secrets.apply(key).isEmpty(), metrics::reloaded);
  }

  private static Function<String, Secret> secrets(Config settings) {
    return key -> new Secret(settings.getOptionalValue(key, String.class).map(String::strip).orElse(""));
  }

  @Produces
  @Singleton
  GatewayMetrics metrics(MetricRegistry registry) {
    return new GatewayMetrics(registry);
  }

  @Produces
  @Singleton
  Services services(GatewayConfig config, TlsConfig tls, Underway underway, ExecutorService executor) throws IOException {
    Services services = new Services(config.services(), tls.context(), executor);
    underway.whenTimeIsOver(services::close);
    return services;
  }

  void close(@Disposes Services services) {
    services.close();
  }

  @Produces
  @Singleton
  AccessLog log(GatewayConfig config, ExecutorService executor) {
    AccessLog log = new AccessLog(config.accessLog());
    log.start(executor);
    return log;
  }

  void close(@Disposes AccessLog log) {
    log.close();
  }

  @Produces
  @Singleton
  RedisBytes redis(RedisConfig config) {
    return new RedisBytes(config);
  }

  void close(@Disposes RedisBytes redis) {
    redis.close();
  }

  @Produces
  @Singleton
  RateLimits limits(GatewayConfig config, RedisConfig redisConfig, Instance<RedisBytes> redis) {
    RateLimits local = new LocalRateLimits(TimeMeter.SYSTEM_NANOTIME);
    return switch (config.limitStore()) {
      case MEMORY -> local;
      case REDIS -> new RedisRateLimits(redis.get(), local, redisConfig.timeout());
    };
  }
}
