package io.visiona.api.agents;

import io.visiona.api.http.JsonBody;
import io.visiona.api.http.Problems;
import io.visiona.shared.error.ApiException;
import io.visiona.shared.error.ErrorCode;
import io.visiona.shared.identity.ServiceTokens;
import jakarta.annotation.security.RolesAllowed;
import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.jwt.JsonWebToken;

/**
 * {@code POST /internal/introspect}: whose is this session token? The token is in the body, never
 * in a URL.
 */
@Path("/introspect")
@Dependent
@RolesAllowed(ServiceTokens.ROLE)
public class IntrospectResource {
  private final Introspection introspection;
  private final JsonWebToken caller;

  @Inject
  public IntrospectResource(Introspection introspection, JsonWebToken caller) {
    this.introspection = introspection;
    this.caller = caller;
  }

  /** The relay's question. */
  @POST
  @Consumes(MediaType.APPLICATION_JSON)
  @Produces(Problems.JSON)
  public String introspect(JsonBody body) {
    // The server accepts the audiences of both applications; a token for the relay is none for the
    // API.
    if (caller.getAudience() == null || !caller.getAudience().contains(ServiceTokens.API)) {
      throw new ApiException(
          ErrorCode.UNAUTHENTICATED, "A service token for this server is required.");
    }
    String token = body.credential("token");
    return introspection
        .of(token)
        .map(IntrospectResource::active)
        .orElseGet(() -> Json.createObjectBuilder().add("active", false).build())
        .toString();
  }

  private static JsonObject active(Introspection.Known known) {
    Agent agent = known.agent();
    return Json.createObjectBuilder()
        .add("active", true)
        .add("agent_id", agent.id().toString())
        .add("owner", agent.owner())
        .add("agent_name", agent.name())
        .add("credential_version", known.credentialVersion())
        .build();
  }
}
