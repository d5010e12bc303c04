package io.visiona.api.agents.relay;

import io.visiona.api.http.Problems;
import io.visiona.shared.identity.ServiceTokens;
import jakarta.annotation.security.RolesAllowed;
import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;

/**
 * {@code GET /internal/relays}: which relays there are and how they are, for operators. No
 * addresses, agents or people.
 */
@Path("/relays")
@Dependent
@RolesAllowed(ServiceTokens.ROLE)
public class RelaysResource {
  private final RelayOverview relays;

  @Inject
  public RelaysResource(RelayOverview relays) {
    this.relays = relays;
  }

  /** See {@link RelayOverview#listing}. */
  @GET
  @Produces(Problems.JSON)
  public String list() throws InterruptedException {
    return relays.listing().toString();
  }
}
