package io.visiona.api.health;

import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.sql.Connection;
import java.sql.SQLException;
import javax.sql.DataSource;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/** Ready only with a database that answers. */
@Readiness
@Dependent
public class DatabaseCheck implements HealthCheck {
  private static final Logger LOG = System.getLogger(DatabaseCheck.class.getName());
  private static final int PATIENCE_SECONDS = 2;

  private final DataSource database;

  @Inject
  public DatabaseCheck(DataSource database) {
    this.database = database;
  }

  @Override
  public HealthCheckResponse call() {
    boolean up = false;
    try (Connection connection = database.getConnection()) {
      up = connection.isValid(PATIENCE_SECONDS);
    } catch (SQLException down) {
      LOG.log(Level.WARNING, "The database does not answer", down);
    }
    return HealthCheckResponse.named("database").status(up).build();
  }
}
