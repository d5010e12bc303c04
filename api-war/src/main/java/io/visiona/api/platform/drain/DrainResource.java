package io.visiona.api.platform.drain;

import io.visiona.api.http.Problems;
import io.visiona.shared.coding.CachedJson;
import io.visiona.shared.identity.ServiceTokens;
import jakarta.annotation.security.RolesAllowed;
import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Response;

/**
 * {@code POST /internal/drain}: not ready from now on, so that a load balancer sends nobody new;
 * what comes is served until the server is stopped. There is no way back but a restart.
 */
@Path("/drain")
@Dependent
@RolesAllowed(ServiceTokens.ROLE)
public class DrainResource {
  private final ApiDrain drain;

  @Inject
  public DrainResource(ApiDrain drain) {
    this.drain = drain;
  }

  /** Begins; again does nothing. */
  @POST
  @Produces(Problems.JSON)
  public Response begin() {
    drain.begin();
    return Response.accepted(
            CachedJson.createObjectBuilder().add("status", "draining").build().toString())
        .build();
  }
}
