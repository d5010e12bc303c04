package io.visiona.api.server.start;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.MigrationInfo;
import org.flywaydb.core.api.MigrationInfoService;
import org.flywaydb.core.api.output.MigrateResult;

/**
 * Brings the database's schema up to date. On PostgreSQL Flyway takes a lock in the database, so
 * that of several servers that start at once one migrates and the others wait. An embedded H2 has
 * one server, whose lock on the file keeps others out.
 */
public final class Schema {
  private static final Logger LOG = System.getLogger(Schema.class.getName());

  private Schema() {}

  /**
   * Applies what is missing; returns how many migrations that were. Throws when none at all could
   * be found.
   */
  public static int migrate(DataSource database) {
    Flyway flyway = flyway(database);
    MigrateResult result = flyway.migrate();
    if (flyway.info().current() == null) {
      // On Liberty the scanner finds nothing, and says nothing, where a marker file is missing.
      throw new IllegalStateException("No database migration was found in db/migration");
    }
    LOG.log(
        Level.INFO,
        "Database schema at version {0}, {1} migrations applied now",
        flyway.info().current().getVersion(),
        result.migrationsExecuted);
    return result.migrationsExecuted;
  }

  /** What a migration would find, in words; changes nothing. */
  public static String state(DataSource database) {
    MigrationInfoService info = flyway(database).info();
    MigrationInfo current = info.current();
    int pending = info.pending().length;
    return (current == null ? "no schema yet" : "schema at version " + current.getVersion())
        + (pending == 0 ? "" : ", " + pending + " migrations to run at the start");
  }

  private static Flyway flyway(DataSource database) {
    return Flyway.configure(Schema.class.getClassLoader())
        .dataSource(database)
        .locations("classpath:db/migration")
        .failOnMissingLocations(true)
        .load();
  }
}
