package io.visiona.api.server.start;

import io.visiona.api.identity.oidc.OidcConfig;
import io.visiona.api.identity.sessions.UserSessionConfig;
import io.visiona.api.platform.redis.RedisConfig;
import io.visiona.api.platform.redis.RedisLink;
import io.visiona.shared.config.Configuration;
import io.visiona.shared.config.InternalConfig;
import io.visiona.shared.config.StorageConfig;
import io.visiona.shared.container.ListeningPorts;
import io.visiona.shared.lifecycle.StartRefusal;
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
      Config config,
      Configuration all,
      DataSource database,
      Transactions transactions,
      Instance<RedisLink> redis)
      throws InterruptedException {
    StartRefusal.unlessFree("api", config, ListeningPorts.ofApi(config));
    all.of(StorageConfig.class).warning().ifPresent(warning -> LOG.log(Level.WARNING, warning));
    all.of(InternalConfig.class).warning().ifPresent(warning -> LOG.log(Level.WARNING, warning));
    all.of(UserSessionConfig.class).warning().ifPresent(warning -> LOG.log(Level.WARNING, warning));
    all.of(OidcConfig.class).warning().ifPresent(warning -> LOG.log(Level.WARNING, warning));
    if (!all.of(RedisConfig.class).url().isEmpty()) {
      // It is not waited for: without it the server is not ready. Asked here, its absence is told
      // now.
      boolean _ = redis.get().answers();
    }
    new DatabaseStart(database, config, all.of(StartConfig.class).databaseWait()).bringUpToDate();
    transactions.call(entities ->
        entities.createQuery("SELECT COUNT(a) FROM AgentEntity a", Long.class).getSingleResult());
  }
}
