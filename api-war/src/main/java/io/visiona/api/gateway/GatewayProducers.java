package io.visiona.api.gateway;

import io.github.bucket4j.TimeMeter;
import io.visiona.api.gateway.limit.LocalRateLimits;
import io.visiona.api.gateway.limit.RateLimits;
import io.visiona.api.gateway.limit.RedisRateLimits;
import io.visiona.api.gateway.routes.LiveRoutes;
import io.visiona.api.gateway.service.Services;
import io.visiona.api.gateway.token.TokenSetup;
import io.visiona.api.http.body.BodyConfig;
import io.visiona.api.identity.signin.PublicSite;
import io.visiona.api.identity.signin.SessionGate;
import io.visiona.api.identity.users.UserDirectory;
import io.visiona.api.platform.drain.InFlightRequests;
import io.visiona.api.platform.redis.RedisBytes;
import io.visiona.api.platform.redis.RedisConfig;
import io.visiona.api.platform.streams.OpenStreams;
import io.visiona.api.platform.tracing.Spans;
import io.visiona.api.proxy.ClientWatch;
import io.visiona.api.proxy.ReverseProxy;
import io.visiona.shared.config.Configuration;
import io.visiona.shared.config.Live;
import io.visiona.shared.config.Secret;
import io.visiona.shared.container.Container;
import io.visiona.shared.limit.LimitConfig;
import io.visiona.shared.limit.LimitConfig.Share;
import io.visiona.shared.limit.Limiters;
import io.visiona.shared.tls.TlsConfig;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Instance;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.function.Function;
import org.eclipse.microprofile.config.Config;
import org.eclipse.microprofile.metrics.MetricRegistry;

/** Makes the gateway's parts, when there is a gateway. */
@ApplicationScoped
class GatewayProducers {
  private static final LimitConfig WRITE_WAITS =
      new LimitConfig(
          "gateway_write_waits",
          ReverseProxy.WAITERS,
          List.of(new Share("address", ReverseProxy.WAITERS_EACH)),
          Duration.ZERO,
          0);

  private final Clock clock = Clock.systemUTC();

  @Produces
  @Singleton
  GatewayParts gateway(
      GatewayConfig config,
      Live<LiveGateway> live,
      PublicSite site,
      SessionGate sessions,
      UserDirectory directory,
      LiveRoutes routes,
      RateLimits limits,
      Services services,
      GatewayMetrics metrics,
      AccessLog log,
      Spans spans,
      InFlightRequests inFlight,
      ClientWatch watch,
      Limiters limiters,
      BodyConfig bodies,
      OpenStreams open,
      TlsConfig tls,
      Container container,
      ExecutorService executor,
      Config settings) {
    return new GatewayParts(
        new ReverseProxy(
            executor, watch, true, limiters.of(WRITE_WAITS), bodies.idleTimeout(), container),
        limiters.of(config.services().requests()),
        limiters.of(config.services().sockets()),
        open,
        site.https(),
        routes,
        new GatewayCors(site.corsOrigins()),
        new SlackSignature(clock),
        secrets(settings),
        config.maxSlackBody(),
        new Gatekeeper(
            new Authenticator(
                TokenSetup.tokens(config.tokens(), executor, tls, clock, System::nanoTime),
                sessions),
            new Identifier(directory),
            new QuotaCheck(limits, () -> live.get().rateLimit())),
        services,
        metrics,
        log,
        spans,
        inFlight,
        clock);
  }

  @Produces
  @Singleton
  Live<LiveGateway> live(GatewayConfig config, Config settings) {
    return new Live<>(settings, LiveGateway.of(config), LiveGateway::from);
  }

  @Produces
  @Singleton
  LiveRoutes routes(
      GatewayConfig config, Live<LiveGateway> live, Config settings, GatewayMetrics metrics) {
    Function<String, Secret> secrets = secrets(settings);
    return new LiveRoutes(
        () -> live.get().routes().or(config::routes).orElseThrow(),
        key -> !secrets.apply(key).isEmpty(),
        metrics::reloaded);
  }

  private static Function<String, Secret> secrets(Config settings) {
    return key ->
        new Secret(settings.getOptionalValue(key, String.class).map(String::strip).orElse(""));
  }

  @Produces
  @Singleton
  GatewayMetrics metrics(MetricRegistry registry) {
    return new GatewayMetrics(registry);
  }

  @Produces
  @Singleton
  Services services(
      GatewayConfig config, TlsConfig tls, InFlightRequests inFlight, ExecutorService executor)
      throws IOException {
    Services services = new Services(config.services(), tls.context(), executor);
    inFlight.whenTimeIsOver(services::close);
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

  @Produces
  @Singleton
  GatewayConfig gatewayConfig(Configuration all) {
    return all.of(GatewayConfig.class);
  }
}
