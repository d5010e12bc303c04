package io.visiona.api.usersession;

import io.visiona.api.redis.RedisConfig;
import io.visiona.api.redis.RedisLink;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Instance;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.security.SecureRandom;
import java.time.Clock;

/** Makes the stores the configuration asks for. The connection to Redis is made only where one of them is there. */
@ApplicationScoped
class SessionStoreBeans {
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
  UserSessionStore sessions(UserSessionConfig config, Instance<RedisLink> redis) {
    return switch (config.store()) {
      case MEMORY -> new MemoryUserSessionStore(config, clock);
      case REDIS -> new RedisUserSessionStore(redis.get(), config, sealer(config), clock);
    };
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

  private static Sealer sealer(UserSessionConfig config) {
    return new Sealer(config.signingKeys(), new SecureRandom());
  }
}
