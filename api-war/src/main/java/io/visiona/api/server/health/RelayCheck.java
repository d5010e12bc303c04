package io.visiona.api.server.health;

import io.visiona.api.agents.LiveTunnels;
import io.visiona.shared.directory.TunnelDirectory;
import io.visiona.shared.sessions.SessionStoreException;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.UUID;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;
import org.jspecify.annotations.Nullable;

/**
 * Ready only with a relay that answers, or, of several, one that was seen in the directory: without
 * it no agent can be reached.
 */
@Readiness
@ApplicationScoped
public class RelayCheck implements HealthCheck {
  /** No agent has it; any answer to the question will do. */
  private static final UUID NOBODY = new UUID(0, 0);

  private final AvailabilityLog presence = new AvailabilityLog("The relay");
  private final @Nullable LiveTunnels tunnels;
  private final @Nullable TunnelDirectory directory;

  /** For the container's proxy only. */
  protected RelayCheck() {
    this.tunnels = null;
    this.directory = null;
  }

  @Inject
  public RelayCheck(LiveTunnels tunnels, TunnelDirectory directory) {
    this.tunnels = tunnels;
    this.directory = directory;
  }

  @Override
  public HealthCheckResponse call() {
    return HealthCheckResponse.named("relay").status(answers()).build();
  }

  private boolean answers() {
    if (tunnels == null || directory == null) {
      throw new IllegalStateException("called on a proxy's own instance");
    }
    if (!directory.isLocal()) {
      // Not whether the directory answers: all servers would be out at once with it.
      return !directory.relays().isEmpty();
    }
    try {
      tunnels.of(NOBODY);
      presence.answered();
      return true;
    } catch (SessionStoreException down) {
      presence.silent(down);
      return false;
    }
  }
}
