package io.visiona.api.server.health;

import io.visiona.api.agents.AgentsConfig;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import javax.sql.DataSource;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;
import org.jspecify.annotations.Nullable;

/**
 * Ready only with a database that answers, or has answered within the time for which requests to
 * agents go on without it: a balancer that took all servers out would end them too.
 */
@Readiness
@ApplicationScoped
public class DatabaseCheck implements HealthCheck {
  private static final int PATIENCE_SECONDS = 2;

  private final AvailabilityLog presence = new AvailabilityLog("The database");
  private final @Nullable DataSource database;
  private final Duration grace;
  private volatile long answeredNanos;
  private volatile boolean answered;

  /** For the container's proxy only. */
  protected DatabaseCheck() {
    this.database = null;
    this.grace = Duration.ZERO;
  }

  @Inject
  public DatabaseCheck(DataSource database, AgentsConfig config) {
    this.database = database;
    this.grace = config.ownerGrace();
  }

  @Override
  public HealthCheckResponse call() {
    boolean answers = answers();
    long now = System.nanoTime();
    if (answers) {
      answeredNanos = now;
      answered = true;
    }
    return HealthCheckResponse.named("database")
        .status(answers || (answered && now - answeredNanos < grace.toNanos()))
        .withData("answers", answers)
        .build();
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
