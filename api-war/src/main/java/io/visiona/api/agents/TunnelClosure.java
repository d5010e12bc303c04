package io.visiona.api.agents;

import java.time.Instant;
import java.util.Set;
import java.util.UUID;

/**
 * A tunnel that must be closed because its token was revoked.
 *
 * @param id of this request
 * @param agent whose tunnel
 * @param requestedAt when the token was revoked
 * @param leastVersion of the credentials that are accepted from then on; 0 for not known
 * @param relays that have yet to confirm it, by id; empty while they are not known
 */
public record TunnelClosure(
    UUID id, UUID agent, Instant requestedAt, int leastVersion, Set<String> relays) {
  public TunnelClosure {
    relays = Set.copyOf(relays);
  }
}
