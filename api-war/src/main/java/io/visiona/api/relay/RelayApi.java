package io.visiona.api.relay;

import jakarta.json.JsonObject;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.rest.client.annotation.RegisterClientHeaders;
import org.eclipse.microprofile.rest.client.inject.RegisterRestClient;

/** The relay's internal API. Every call carries a service JWT; an error status is a {@code WebApplicationException}. */
@Path("/internal")
@RegisterRestClient(configKey = "relay")
@RegisterClientHeaders(RelayCredentials.class)
public interface RelayApi {

  /** All live sessions: {@code {"items":[…],"next":null}}. */
  @GET
  @Path("/sessions")
  @Produces(MediaType.APPLICATION_JSON)
  JsonObject sessions();

  /** One live session; 404 when absent. */
  @GET
  @Path("/session/{id}")
  @Produces(MediaType.APPLICATION_JSON)
  JsonObject session(@PathParam("id") String id);

  /** Closes a session; also succeeds when absent. */
  @DELETE
  @Path("/session/{id}")
  void close(@PathParam("id") String id);
}
