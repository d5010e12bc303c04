package io.visiona.api.identity.sessions;

import io.visiona.api.platform.redis.RedisConfig;
import io.visiona.api.platform.redis.RedisLink;
import io.visiona.api.platform.streams.OpenStreams;
import io.visiona.shared.config.Configuration;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Instance;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.security.SecureRandom;
import java.time.Clock;

/**
 * Makes the stores the configuration asks for. The connection to Redis is made only where one of
 * them is there.
 */
@ApplicationScoped
class SessionStoreProducers {
  private final Clock clock = Clock.systemUTC();

  @Produces
  @Singleton
  RedisLink redis(RedisConfig config) {
    return new RedisLink(config);
  }

  void close(@Disposes RedisLink redis) {
    redis.close();
  }

  @Produces
  @Singleton
  UserSessionStore sessions(
      UserSessionConfig config, Instance<RedisLink> redis, OpenStreams streams) {
    UserSessionStore store =
        switch (config.store()) {
          case MEMORY -> new MemoryUserSessionStore(config, clock);
          case REDIS -> new RedisUserSessionStore(redis.get(), config, sealer(config), clock);
        };
    return new StreamEndingSessionStore(store, streams);
  }

  @Produces
  @Singleton
  PendingLogins pendingLogins(UserSessionConfig config, Instance<RedisLink> redis) {
    return switch (config.store()) {
      case MEMORY -> new MemoryPendingLogins(clock, config.maxPending());
      case REDIS -> new RedisPendingLogins(redis.get(), sealer(config), clock, config.maxPending());
    };
  }

  @Produces
  @Singleton
  UsedTokens usedTokens(UserSessionConfig config, Instance<RedisLink> redis) {
    return switch (config.store()) {
      case MEMORY -> new MemoryUsedTokens(System::nanoTime);
      case REDIS -> new RedisUsedTokens(redis.get());
    };
  }

  @Produces
  @Singleton
  RecentLogouts recentLogouts(UserSessionConfig config, Instance<RedisLink> redis) {
    return switch (config.store()) {
      case MEMORY -> new MemoryRecentLogouts(System::nanoTime);
      case REDIS -> new RedisRecentLogouts(redis.get());
    };
  }

  @Produces
  @Singleton
  DeviceLogins deviceLogins(UserSessionConfig config, Instance<RedisLink> redis) {
    return switch (config.store()) {
      case MEMORY -> new MemoryDeviceLogins(clock, DeviceLogins.MOST);
      case REDIS -> new RedisDeviceLogins(redis.get(), sealer(config), clock);
    };
  }

  private static Sealer sealer(UserSessionConfig config) {
    return new Sealer(config.signingKeys(), new SecureRandom());
  }

  @Produces
  @Singleton
  UserSessionConfig userSessions(Configuration all) {
    return all.of(UserSessionConfig.class);
  }

  @Produces
  @Singleton
  RedisConfig redisConfig(Configuration all) {
    return all.of(RedisConfig.class);
  }
}
