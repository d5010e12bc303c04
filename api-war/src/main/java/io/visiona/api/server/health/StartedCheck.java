package io.visiona.api.server.health;

import jakarta.enterprise.context.ApplicationScoped;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Startup;

/**
 * The application does not start with a bad configuration or an old schema, so one that answers has
 * started.
 */
@Startup
@ApplicationScoped
public class StartedCheck implements HealthCheck {

  @Override
  public HealthCheckResponse call() {
    return HealthCheckResponse.up("api");
  }
}
