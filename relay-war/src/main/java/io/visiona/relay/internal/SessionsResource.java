package io.visiona.relay.internal;

import io.visiona.relay.sessions.InMemorySessionStore;
import io.visiona.relay.tunnel.Introspector;
import io.visiona.shared.error.ApiException;
import io.visiona.shared.error.ErrorCode;
import io.visiona.relay.sessions.Tunnel;
import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import jakarta.json.JsonObject;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;

/** The live sessions, for the API. */
@Dependent
@Path("/")
@Produces(MediaType.APPLICATION_JSON)
public class SessionsResource {
  private final InMemorySessionStore store;
  private final Introspector introspector;

  @Inject
  public SessionsResource(InMemorySessionStore store, Introspector introspector) {
    this.store = store;
    this.introspector = introspector;
  }

  /** All summaries. */
  @GET
  @Path("sessions")
  public JsonObject list() {
    return Summaries.of(store.list());
  }

  /** One summary, or 404. */
  @GET
  @Path("session/{id}")
  public JsonObject one(@PathParam("id") String id) {
    Tunnel tunnel = store.find(id);
    if (tunnel == null) {
      throw new ApiException(ErrorCode.NOT_FOUND);
    }
    return Summaries.of(tunnel.summary());
  }

  /** Closes the tunnel and forgets what is known of the agent's credentials; 204, also when there is none. */
  @DELETE
  @Path("session/{id}")
  public void close(@PathParam("id") String id) {
    store.unregister(id);
    introspector.forget(id);
  }
}
