package io.visiona.relay.tunnel;

import jakarta.json.JsonObject;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;

/** The API's internal resource that knows the tokens. */
@Path("/internal/introspect")
public interface IntrospectionApi {

  /**
   * {@code {"tokens":[…]}} is answered {@code {"answers":[…]}} in the same order, each {@code
   * {"active":false}} or {@code
   * {"active":true,"agent_id","owner","agent_name","credential_version"}}; {@code {"token"}} alone
   * by one of those.
   */
  @POST
  @Consumes(MediaType.APPLICATION_JSON)
  @Produces(MediaType.APPLICATION_JSON)
  JsonObject introspect(@HeaderParam("Authorization") String bearer, JsonObject question);
}
