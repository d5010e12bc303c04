package io.visiona.relay.start;

import io.visiona.relay.directory.Membership;
import io.visiona.relay.sessions.RelayDrain;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Liveness;
import org.eclipse.microprofile.health.Readiness;
import org.eclipse.microprofile.health.Startup;

/**
 * The relay's health: not ready while it drains, or another relay has its id. What a restart cannot
 * mend is no matter of liveness.
 */
@ApplicationScoped
public class RelayHealthChecks {

  @Produces
  @Liveness
  @ApplicationScoped
  HealthCheck live() {
    return () -> HealthCheckResponse.up("relay");
  }

  @Produces
  @Startup
  @ApplicationScoped
  HealthCheck started() {
    return () -> HealthCheckResponse.up("relay-started");
  }

  @Produces
  @Readiness
  @ApplicationScoped
  HealthCheck ready(RelayDrain drain, Membership membership) {
    return () ->
        HealthCheckResponse.named("relay-tunnels")
            .status(!drain.isDraining() && !membership.isTaken())
            .build();
  }
}
