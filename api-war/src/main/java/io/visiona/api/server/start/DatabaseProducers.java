package io.visiona.api.server.start;

import io.visiona.shared.config.StorageConfig;
import io.visiona.shared.persistence.JtaTransactions;
import io.visiona.shared.persistence.SecretHashes;
import io.visiona.shared.persistence.Transactions;
import jakarta.annotation.Resource;
import jakarta.enterprise.context.Dependent;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import jakarta.persistence.EntityManager;
import jakarta.persistence.PersistenceContext;
import jakarta.transaction.UserTransaction;
import javax.sql.DataSource;

/**
 * Hands out the database. What is the container's can only be had by fields; it is taken while the
 * application starts, on a thread that has its naming context, and is then used from virtual
 * threads that have none.
 */
@Dependent
@SuppressWarnings("NullAway.Init") // the container fills the fields
public class DatabaseProducers {
  @Resource(lookup = "jdbc/visiona")
  private DataSource database;

  @Resource private UserTransaction transaction;

  @PersistenceContext(unitName = "visiona")
  private EntityManager entities;

  @Produces
  @Singleton
  DataSource dataSource() {
    return database;
  }

  @Produces
  @Singleton
  Transactions transactions() {
    return new JtaTransactions(transaction, entities);
  }

  @Produces
  @Singleton
  SecretHashes hashes(StorageConfig storage) {
    return new SecretHashes(storage.signingSecret());
  }
}
