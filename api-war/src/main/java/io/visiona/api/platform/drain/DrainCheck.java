package io.visiona.api.platform.drain;

import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/** Not ready while it drains. */
@Readiness
@Dependent
public class DrainCheck implements HealthCheck {
  private final ApiDrain drain;

  @Inject
  public DrainCheck(ApiDrain drain) {
    this.drain = drain;
  }

  @Override
  public HealthCheckResponse call() {
    return HealthCheckResponse.named("accepting").status(!drain.isDraining()).build();
  }
}
