package io.visiona.api.identity.users;

import com.github.benmanes.caffeine.cache.Ticker;
import io.visiona.shared.config.Configuration;
import io.visiona.shared.persistence.Transactions;
import jakarta.enterprise.context.Dependent;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.util.concurrent.ExecutorService;

/** Hands out what this package does. */
@Dependent
public class UserProducers {

  @Produces
  @Singleton
  Users users(Transactions transactions) {
    return new Users(transactions, Clock.systemUTC());
  }

  @Produces
  @Singleton
  UserDirectory directory(Users users, UserCacheConfig config, ExecutorService executor) {
    return new UserDirectory(users, config.ttl(), executor, Ticker.systemTicker());
  }

  @Produces
  @Singleton
  UserCacheConfig cache(Configuration all) {
    return all.of(UserCacheConfig.class);
  }
}
