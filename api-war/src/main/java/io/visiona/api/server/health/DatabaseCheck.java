package io.visiona.api.server.health;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.SQLException;
import javax.sql.DataSource;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;
import org.jspecify.annotations.Nullable;

/** Ready only with a database that answers. */
@Readiness
@ApplicationScoped
public class DatabaseCheck implements HealthCheck {
  private static final int PATIENCE_SECONDS = 2;

  private final AvailabilityLog presence = new AvailabilityLog("The database");
  private final @Nullable DataSource database;

  /** For the container's proxy only. */
  protected DatabaseCheck() {
    this.database = null;
  }

  @Inject
  public DatabaseCheck(DataSource database) {
    this.database = database;
  }

  @Override
  public HealthCheckResponse call() {
    return HealthCheckResponse.named("database").status(answers()).build();
  }

  private boolean answers() {
    if (database == null) {
      throw new IllegalStateException("called on a proxy's own instance");
    }
    try (Connection connection = database.getConnection()) {
      if (!connection.isValid(PATIENCE_SECONDS)) {
        throw new SQLException("no answer within " + PATIENCE_SECONDS + " s");
      }
      presence.answered();
      return true;
    } catch (SQLException down) {
      presence.silent(down);
      return false;
    }
  }
}
