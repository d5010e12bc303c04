package io.visiona.api.platform.database;

import io.visiona.api.server.start.Schema;
import io.visiona.shared.persistence.DatabaseException;
import io.visiona.shared.persistence.Transactions;
import jakarta.persistence.EntityManager;
import jakarta.persistence.EntityManagerFactory;
import jakarta.persistence.Persistence;
import jakarta.persistence.PersistenceException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import javax.sql.DataSource;

/**
 * A database with the schema of the product, and the product's persistence unit on it without a
 * container.
 */
public final class TestDatabase implements Transactions {
  /** Who uses it holds this, for there is one of each kind. */
  public static final String LOCK = "database";

  private static final Map<DatabaseKind, TestDatabase> SHARED = new ConcurrentHashMap<>();

  private final DataSource source;
  private final EntityManagerFactory factory;

  private TestDatabase(DataSource source) {
    this.source = source;
    Schema.migrate(source);
    this.factory =
        Persistence.createEntityManagerFactory(
            "visiona",
            Map.of(
                "jakarta.persistence.transactionType",
                "RESOURCE_LOCAL",
                "jakarta.persistence.jtaDataSource",
                "",
                "jakarta.persistence.nonJtaDataSource",
                source,
                "eclipselink.session-name",
                source.toString(),
                "eclipselink.logging.level",
                "OFF"));
  }

  /** A database of one's own, migrated. */
  public static TestDatabase over(DataSource source) {
    return new TestDatabase(source);
  }

  /** The database of that kind, emptied. Tests that use it hold the {@link #LOCK}. */
  public static TestDatabase empty(DatabaseKind kind) {
    TestDatabase database =
        SHARED.computeIfAbsent(kind, wanted -> new TestDatabase(wanted.create()));
    return database.call(entities -> {
      for (String entity :
          List.of(
              "AgentEntity",
              "PairingCodeEntity",
              "TunnelClosureEntity",
              "ModelEntity",
              "FileTicketEntity",
              "ConversionEntity",
              "UserEntity",
              "AuditEntity")) {
        entities.createQuery("DELETE FROM " + entity).executeUpdate();
      }
      return database;
    });
  }

  /** The database itself. */
  public DataSource source() {
    return source;
  }

  @Override
  public <T> T call(Function<EntityManager, T> work) {
    try (EntityManager entities = factory.createEntityManager()) {
      entities.getTransaction().begin();
      try {
        T result = work.apply(entities);
        entities.getTransaction().commit();
        return result;
      } catch (PersistenceException failed) {
        throw new DatabaseException("The transaction failed", failed);
      } finally {
        if (entities.getTransaction().isActive()) {
          entities.getTransaction().rollback();
        }
      }
    }
  }
}
