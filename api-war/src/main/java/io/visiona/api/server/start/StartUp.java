package io.visiona.api.server.start;

import io.visiona.api.platform.redis.RedisLink;
import io.visiona.shared.persistence.Transactions;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.Dependent;
import jakarta.enterprise.context.Initialized;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Instance;
import jakarta.interceptor.Interceptor;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import javax.sql.DataSource;
import org.eclipse.microprofile.config.Config;

/**
 * What has to be in order before the first request: configuration, then the schema, then the entity
 * manager.
 */
@Dependent
public class StartUp {
  private static final Logger LOG = System.getLogger(StartUp.class.getName());

  /**
   * Anything thrown here stops the application from starting. Before what other observers start,
   * which uses the schema; among equals, every container has an order of its own.
   */
  void start(
      @Observes @Initialized(ApplicationScoped.class) @Priority(Interceptor.Priority.APPLICATION)
          Object event,
      ApiSettings settings,
      Config config,
      DataSource database,
      Transactions transactions,
      Instance<RedisLink> redis) {
    settings.storage().warning().ifPresent(warning -> LOG.log(Level.WARNING, warning));
    settings.internal().warning().ifPresent(warning -> LOG.log(Level.WARNING, warning));
    settings.userSessions().warning().ifPresent(warning -> LOG.log(Level.WARNING, warning));
    settings.oidc().warning().ifPresent(warning -> LOG.log(Level.WARNING, warning));
    if (!settings.redis().url().isEmpty()) {
      // It is not waited for: without it the server is not ready. Asked here, its absence is told
      // now.
      boolean _ = redis.get().answers();
    }
    new DatabaseStart(database, config, settings.start().databaseWait()).bringUpToDate();
    transactions.call(entities ->
        entities.createQuery("SELECT COUNT(a) FROM AgentEntity a", Long.class).getSingleResult());
  }
}
