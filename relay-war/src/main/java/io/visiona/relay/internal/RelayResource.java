package io.visiona.relay.internal;

import io.visiona.relay.directory.Membership;
import io.visiona.shared.directory.RelayInfo;
import io.visiona.shared.directory.RelayJson;
import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import jakarta.json.JsonObject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;

/**
 * {@code GET /internal/relay}: what this relay says of itself. The API asks where there is one
 * relay, which has no lease to read it from.
 */
@Dependent
@Path("/relay")
@Produces(MediaType.APPLICATION_JSON)
public class RelayResource {
  private final Membership membership;

  @Inject
  public RelayResource(Membership membership) {
    this.membership = membership;
  }

  /** {@code {"id","state","tunnels","capacity","version","region"}}. */
  @GET
  public JsonObject now() {
    RelayInfo now = membership.now();
    return RelayJson.of(now).build();
  }
}
