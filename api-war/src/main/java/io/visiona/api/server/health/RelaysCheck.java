package io.visiona.api.server.health;

import io.visiona.api.agents.LiveTunnels;
import io.visiona.api.agents.relay.RelayOverview;
import io.visiona.shared.sessions.SessionStoreException;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.UUID;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;
import org.jspecify.annotations.Nullable;

/**
 * Ready only with a relay that answers, or, of several, one that is up as far as is known: without
 * it no agent can be reached.
 */
@Readiness
@ApplicationScoped
public class RelaysCheck implements HealthCheck {
  /** No agent has it; any answer to the question will do. */
  private static final UUID NOBODY = new UUID(0, 0);

  private final AvailabilityLog presence = new AvailabilityLog("The relay");
  private final @Nullable LiveTunnels tunnels;
  private final @Nullable RelayOverview relays;

  /** For the container's proxy only. */
  protected RelaysCheck() {
    this.tunnels = null;
    this.relays = null;
  }

  @Inject
  public RelaysCheck(LiveTunnels tunnels, RelayOverview relays) {
    this.tunnels = tunnels;
    this.relays = relays;
  }

  @Override
  public HealthCheckResponse call() {
    return HealthCheckResponse.named("relays").status(isOneThere()).build();
  }

  private boolean isOneThere() {
    if (tunnels == null || relays == null) {
      throw new IllegalStateException("called on a proxy's own instance");
    }
    if (!relays.isOne()) {
      return relays.isOneUp();
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
