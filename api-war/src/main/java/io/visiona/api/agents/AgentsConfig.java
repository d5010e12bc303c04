package io.visiona.api.agents;

import io.visiona.api.platform.quota.StorageQuota;
import io.visiona.shared.config.Settings;
import java.time.Duration;

/**
 * Agents.
 *
 * @param maxPerPerson {@code visiona.agents.max-per-person}: paired agents one person may have, and
 *     with them tunnels, of which an agent has one; 1 to 1,000,000, default 200
 * @param ownerGrace {@code visiona.forward.owner-grace}: how long requests to an agent go on while
 *     the database cannot be asked whose it is; 0 to 1 h, default 0
 */
public record AgentsConfig(int maxPerPerson, Duration ownerGrace) {

  /** Reads, leaving problems in {@code settings}. */
  public static AgentsConfig from(Settings settings) {
    return new AgentsConfig(
        settings.integer("visiona.agents.max-per-person", 200, 1, 1_000_000),
        settings.duration(
            "visiona.forward.owner-grace", Duration.ZERO, Duration.ZERO, Duration.ofHours(1)));
  }

  StorageQuota quota() {
    return new StorageQuota(
        maxPerPerson, "You have " + maxPerPerson + " agents; revoke one first.");
  }
}
