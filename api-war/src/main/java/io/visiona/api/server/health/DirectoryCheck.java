package io.visiona.api.server.health;

import io.visiona.api.agents.relay.RelayOverview;
import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/**
 * Says whether the directory of tunnels answers. Always up: readiness that followed Redis would
 * take all servers out at once, and agents that are known are reached without it.
 */
@Readiness
@Dependent
public class DirectoryCheck implements HealthCheck {
  private final RelayOverview relays;

  @Inject
  public DirectoryCheck(RelayOverview relays) {
    this.relays = relays;
  }

  @Override
  public HealthCheckResponse call() {
    return HealthCheckResponse.named("directory")
        .up()
        .withData("answers", relays.isDirectoryAnswering())
        .build();
  }
}
