package io.visiona.api.platform.database;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.UUID;
import javax.sql.DataSource;
import org.h2.jdbcx.JdbcConnectionPool;

/** The databases a server may have. */
public enum DatabaseKind {
  H2 {
    @Override
    DataSource create(String name) {
      return JdbcConnectionPool.create(
          "jdbc:h2:mem:" + name + ";DB_CLOSE_DELAY=-1;LOCK_TIMEOUT=10000", "visiona", "");
    }
  },
  POSTGRESQL {
    @Override
    DataSource create(String name) throws SQLException {
      try (Connection connection = Postgres.SERVER.getPostgresDatabase().getConnection();
          Statement statement = connection.createStatement()) {
        statement.execute("CREATE DATABASE " + name);
      }
      return Postgres.SERVER.getDatabase("postgres", name);
    }
  };

  abstract DataSource create(String name) throws SQLException;

  /** A new, empty database. */
  public DataSource create() {
    try {
      return create("visiona_" + UUID.randomUUID().toString().replace('-', '_'));
    } catch (SQLException failed) {
      throw new IllegalStateException(failed);
    }
  }

  /** One server for all tests of the run; it ends with the virtual machine. */
  private static final class Postgres {
    static final EmbeddedPostgres SERVER = start();

    private static EmbeddedPostgres start() {
      try {
        return EmbeddedPostgres.builder().setServerConfig("max_connections", "200").start();
      } catch (IOException failed) {
        throw new UncheckedIOException(failed);
      }
    }
  }
}
