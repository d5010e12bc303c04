package io.visiona.api.agents;

import io.visiona.api.http.Caller;
import io.visiona.api.http.Ids;
import io.visiona.api.http.JsonBody;
import io.visiona.api.http.Problems;
import io.visiona.shared.error.ApiException;
import io.visiona.shared.error.ErrorCode;
import io.visiona.shared.sessions.SessionStoreException;
import io.visiona.shared.sessions.SessionSummary;
import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PATCH;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** {@code /api/agents/{agent}}: one of the caller's agents; anybody else's is not there. */
@Path("/agents/{agent}")
@Dependent
@Produces(Problems.JSON)
public class AgentResource {
  /** Longest name or label. */
  public static final int LONGEST_NAME = 100;

  private final Caller caller;
  private final Agents agents;
  private final Tunnels tunnels;
  private final StoredAgentDirectory directory;

  @Inject
  public AgentResource(Caller caller, Agents agents, Tunnels tunnels, StoredAgentDirectory directory) {
    this.caller = caller;
    this.agents = agents;
    this.tunnels = tunnels;
    this.directory = directory;
  }

  /** The agent with its online state. */
  @GET
  public AgentView get(@PathParam("agent") String agent) {
    return view(owned(agent));
  }

  /** Changes name, label or proxy permission; what is not named stays. */
  @PATCH
  @Consumes(MediaType.APPLICATION_JSON)
  public AgentView change(@PathParam("agent") String agent, JsonBody body) {
    AgentChange change =
        new AgentChange(
            body.optionalText("name", LONGEST_NAME),
            body.optionalText("label", LONGEST_NAME),
            body.optionalFlag("allow_proxy"));
    UUID id = Ids.parse(agent);
    Agent changed = agents.change(caller.subject(), id, change).orElseThrow(AgentResource::absent);
    directory.forget(id);
    return view(changed);
  }

  /**
   * Revokes the agent: from the answer on its token is refused. 204 when its tunnel is closed as well, 202 when the relay could
   * not be reached, in which case closing is tried until it succeeds.
   */
  @DELETE
  public Response revoke(@PathParam("agent") String agent) {
    UUID id = Ids.parse(agent);
    TunnelClosure closure = agents.revoke(caller.subject(), id).orElseThrow(AgentResource::absent);
    directory.forget(id);
    if (tunnels.close(closure)) {
      return Response.noContent().build();
    }
    return Response.accepted(new Revoked(true, false)).build();
  }

  /** The body of a revocation whose tunnel is not yet closed. */
  public record Revoked(boolean revoked, boolean tunnelClosed) {}

  /** The live tunnel. */
  @GET
  @Path("/session")
  public SessionView session(@PathParam("agent") String agent) {
    return live(owned(agent).id()).map(SessionView::of).orElseGet(SessionView::offline);
  }

  /** Closes the live tunnel, if there is one; the agent stays paired and comes back. */
  @DELETE
  @Path("/session")
  public Response disconnect(@PathParam("agent") String agent) {
    UUID id = owned(agent).id();
    try {
      tunnels.disconnect(id);
    } catch (SessionStoreException unavailable) {
      throw new ApiException(ErrorCode.RELAY_UNAVAILABLE, unavailable);
    }
    return Response.noContent().build();
  }

  /** Makes a new session token; the old one is refused from the answer on, and its tunnel closed as by {@link #revoke}. */
  @POST
  @Path("/token")
  public Response renewToken(@PathParam("agent") String agent) {
    Agents.RenewedToken renewed =
        agents.renewToken(caller.subject(), Ids.parse(agent)).orElseThrow(AgentResource::absent);
    boolean closed = tunnels.close(renewed.closure());
    NewToken body = new NewToken(renewed.issued().agent(), renewed.issued().token(), closed);
    return Response.status(Response.Status.CREATED).header("Cache-Control", "no-store").entity(body).build();
  }

  /** A new session token, shown once. */
  public record NewToken(UUID agentId, String sessionToken, boolean tunnelClosed) {

    /** Never prints the token. */
    @Override
    public String toString() {
      return "NewToken[agentId=" + agentId + ", sessionToken=***]";
    }
  }

  private Agent owned(String agent) {
    return agents.find(caller.subject(), Ids.parse(agent)).orElseThrow(AgentResource::absent);
  }

  private AgentView view(Agent agent) {
    return AgentView.of(agent, online(agent.id()));
  }

  private @Nullable Boolean online(UUID agent) {
    try {
      return tunnels.of(agent).isPresent();
    } catch (SessionStoreException cannotTell) {
      return null;
    }
  }

  private Optional<SessionSummary> live(UUID agent) {
    try {
      return tunnels.of(agent);
    } catch (SessionStoreException unavailable) {
      throw new ApiException(ErrorCode.RELAY_UNAVAILABLE, unavailable);
    }
  }

  private static ApiException absent() {
    return new ApiException(ErrorCode.NOT_FOUND);
  }
}
