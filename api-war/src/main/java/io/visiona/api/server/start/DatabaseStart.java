package io.visiona.api.server.start;

import io.visiona.shared.lifecycle.StartRefusal;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import javax.sql.DataSource;
import org.eclipse.microprofile.config.Config;
import org.flywaydb.core.api.FlywayException;

/**
 * The database at the start: waited for, because servers that start together are not ready
 * together, and then brought up to date. What does not work out is told in one line, and ends the
 * server.
 */
final class DatabaseStart {
  private static final Duration BETWEEN_TRIES = Duration.ofSeconds(1);
  private static final Logger LOG = System.getLogger(DatabaseStart.class.getName());

  private final DataSource database;
  private final Config config;
  private final Duration longestWait;

  DatabaseStart(DataSource database, Config config, Duration longestWait) {
    this.database = database;
    this.config = config;
    this.longestWait = longestWait;
  }

  /**
   * Returns when the schema is up to date.
   *
   * @throws IllegalStateException when it can't be, and the server goes on without this application
   */
  void bringUpToDate() {
    await();
    try {
      Schema.migrate(database);
    } catch (FlywayException failed) {
      throw refuse("The database's schema cannot be brought up to date: " + reason(failed), failed);
    }
  }

  private void await() {
    long limit = System.nanoTime() + longestWait.toNanos();
    boolean told = false;
    while (true) {
      try (Connection connection = database.getConnection()) {
        if (told) {
          LOG.log(
              Level.INFO,
              "The database answers: {0}",
              connection.getMetaData().getDatabaseProductName());
        }
        return;
      } catch (SQLException refused) {
        if (!told) {
          told = true;
          LOG.log(
              Level.WARNING,
              "The database does not answer; it is waited for, {0} s at most: {1}",
              longestWait.toSeconds(),
              reason(refused));
        }
        if (System.nanoTime() >= limit) {
          throw refuse("The database does not answer: " + reason(refused), refused);
        }
      }
      try {
        Thread.sleep(BETWEEN_TRIES);
      } catch (InterruptedException stopped) {
        Thread.currentThread().interrupt();
        throw new IllegalStateException("The start was interrupted", stopped);
      }
    }
  }

  private IllegalStateException refuse(String problem, Exception cause) {
    StartRefusal.forLackOf("api", config, problem);
    return new IllegalStateException(problem, cause);
  }

  /** What the database or its driver said, on one line. */
  private static String reason(Throwable failed) {
    Throwable cause = failed;
    while (!(cause instanceof SQLException) && cause.getCause() != null) {
      cause = cause.getCause();
    }
    String said = cause.getMessage();
    return said == null
        ? cause.getClass().getSimpleName()
        : said.lines().map(String::strip).filter(line -> !line.isEmpty()).findFirst().orElse("");
  }
}
