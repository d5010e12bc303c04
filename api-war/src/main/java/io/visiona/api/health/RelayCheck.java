package io.visiona.api.health;

import io.visiona.api.agents.Tunnels;
import io.visiona.shared.sessions.SessionStoreException;
import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.UUID;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/** Ready only with a relay that answers: without it no agent can be reached. */
@Readiness
@Dependent
public class RelayCheck implements HealthCheck {
  private static final Logger LOG = System.getLogger(RelayCheck.class.getName());

  /** No agent has it; any answer to the question will do. */
  private static final UUID NOBODY = new UUID(0, 0);

  private final Tunnels tunnels;

  @Inject
  public RelayCheck(Tunnels tunnels) {
    this.tunnels = tunnels;
  }

  @Override
  public HealthCheckResponse call() {
    boolean up = true;
    try {
      tunnels.of(NOBODY);
    } catch (SessionStoreException down) {
      up = false;
      LOG.log(Level.WARNING, "The relay does not answer: {0}", down.getMessage());
    }
    return HealthCheckResponse.named("relay").status(up).build();
  }
}
