package io.visiona.api.http.body;

import io.visiona.shared.config.Configuration;
import io.visiona.shared.limit.Limiters;
import jakarta.enterprise.context.Dependent;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.util.concurrent.ExecutorService;

/** Hands out what this package does. */
@Dependent
public class BodyProducers {

  @Produces
  @Singleton
  SmallBodies bodies(Limiters limiters, BodyConfig config, ExecutorService executor) {
    return new SmallBodies(
        limiters.of(config.unread()),
        limiters.of(config.unreadOfPeople()),
        config.deadline(),
        executor);
  }

  @Produces
  @Singleton
  BodyConfig config(Configuration all) {
    return all.of(BodyConfig.class);
  }
}
