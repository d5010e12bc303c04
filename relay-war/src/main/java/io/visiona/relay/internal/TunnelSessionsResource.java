package io.visiona.relay.internal;

import io.visiona.relay.sessions.InMemorySessionStore;
import io.visiona.relay.sessions.Tunnel;
import io.visiona.relay.tunnel.Introspector;
import io.visiona.shared.error.ApiException;
import io.visiona.shared.error.ErrorCode;
import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import jakarta.json.JsonObject;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The live sessions, for the API. */
@Dependent
@Path("/")
@Produces(MediaType.APPLICATION_JSON)
public class TunnelSessionsResource {
  private final InMemorySessionStore store;
  private final Introspector introspector;

  @Inject
  public TunnelSessionsResource(InMemorySessionStore store, Introspector introspector) {
    this.store = store;
    this.introspector = introspector;
  }

  /** Summaries: all, or those of the sessions that {@code ids} names, separated by commas. */
  @GET
  @Path("sessions")
  public JsonObject list(@QueryParam("ids") @Nullable String ids) {
    return SummaryJson.of(
        ids == null
            ? store.list()
            : Stream.of(ids.split(","))
                .distinct()
                .flatMap(id -> Stream.ofNullable(store.find(id)))
                .map(Tunnel::summary)
                .toList());
  }

  /** One summary, or 404. */
  @GET
  @Path("session/{id}")
  public JsonObject one(@PathParam("id") String id) {
    Tunnel tunnel = store.find(id);
    if (tunnel == null) {
      throw new ApiException(ErrorCode.NOT_FOUND);
    }
    return SummaryJson.of(tunnel.summary());
  }

  /**
   * Closes the tunnel and forgets what is known of the agent's credentials; 204, also when there is
   * none.
   *
   * @param generation a newer tunnel stays; null for none
   * @param version a tunnel that a token of this version or a later one let in stays; null for none
   */
  @DELETE
  @Path("session/{id}")
  public void close(
      @PathParam("id") String id,
      @QueryParam("generation") @Nullable Long generation,
      @QueryParam("version") @Nullable Integer version) {
    if (version != null) {
      store.revoke(id, version);
    } else if (generation != null) {
      store.unregister(id, generation);
    } else {
      store.unregister(id);
    }
    introspector.forget(id);
  }
}
