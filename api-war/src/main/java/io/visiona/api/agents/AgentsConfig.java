package io.visiona.api.agents;

import io.visiona.api.platform.quota.StorageQuota;
import io.visiona.shared.config.Settings;

/**
 * Agents.
 *
 * @param maxPerPerson {@code visiona.agents.max-per-person}: paired agents one person may have, and
 *     with them tunnels, of which an agent has one; 1 to 1,000,000, default 200
 */
public record AgentsConfig(int maxPerPerson) {

  /** Reads, leaving problems in {@code settings}. */
  public static AgentsConfig from(Settings settings) {
    return new AgentsConfig(settings.integer("visiona.agents.max-per-person", 200, 1, 1_000_000));
  }

  StorageQuota quota() {
    return new StorageQuota(
        maxPerPerson, "You have " + maxPerPerson + " agents; revoke one first.");
  }
}
