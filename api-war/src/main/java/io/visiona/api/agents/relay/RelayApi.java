package io.visiona.api.agents.relay;

import jakarta.json.JsonObject;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.rest.client.annotation.RegisterClientHeaders;
import org.eclipse.microprofile.rest.client.inject.RegisterRestClient;
import org.jspecify.annotations.Nullable;

/**
 * The relay's internal API. Every call carries a service JWT; an error status is a {@code
 * WebApplicationException}.
 */
@Path("/internal")
@RegisterRestClient(configKey = "relay")
@RegisterClientHeaders(RelayCredentials.class)
public interface RelayApi {

  /**
   * Live sessions: {@code {"items":[…],"next":null}}.
   *
   * @param ids separated by commas; null for all
   */
  @GET
  @Path("/sessions")
  @Produces(MediaType.APPLICATION_JSON)
  JsonObject sessions(@QueryParam("ids") @Nullable String ids);

  /** The live sessions of some owners, in the same form. */
  @POST
  @Path("/presence")
  @Consumes(MediaType.APPLICATION_JSON)
  @Produces(MediaType.APPLICATION_JSON)
  JsonObject presence(JsonObject owners);

  /** What the relay says of itself; 404 from one of an earlier version. */
  @GET
  @Path("/relay")
  @Produces(MediaType.APPLICATION_JSON)
  JsonObject relay();

  /** One live session; 404 when absent. */
  @GET
  @Path("/session/{id}")
  @Produces(MediaType.APPLICATION_JSON)
  JsonObject session(@PathParam("id") String id);

  /**
   * Closes a session; also succeeds when absent.
   *
   * @param generation the newest that is meant, null for any
   * @param version of the credentials that are still accepted, null for none
   */
  @DELETE
  @Path("/session/{id}")
  void close(
      @PathParam("id") String id,
      @QueryParam("generation") @Nullable Long generation,
      @QueryParam("version") @Nullable Integer version);
}
