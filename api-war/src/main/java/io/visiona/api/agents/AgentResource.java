package io.visiona.api.agents;

import io.visiona.api.http.Caller;
import io.visiona.api.http.Ids;
import io.visiona.api.http.JsonBody;
import io.visiona.api.http.Later;
import io.visiona.api.http.Problems;
import io.visiona.api.platform.audit.Audited;
import io.visiona.api.platform.streams.OpenStreams;
import io.visiona.api.platform.streams.StreamEnd;
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
import jakarta.ws.rs.container.AsyncResponse;
import jakarta.ws.rs.container.Suspended;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** {@code /api/agents/{agent}}: one of the caller's agents; anybody else's is not there. */
@Path("/agents/{agent}")
@Tag(name = "agents")
@Dependent
@Produces(Problems.JSON)
public class AgentResource {
  /** Longest name or label. */
  public static final int LONGEST_NAME = 100;

  static final int MOST_TAGS = 10;
  static final int LONGEST_TAG = 30;
  static final int LONGEST_NOTE = 500;
  static final int MOST_PAGES = 10;
  static final int LONGEST_PAGE = 30;

  /** Together with the random name and a hyphen it is one label of a host name (RFC 1035). */
  private static final Pattern PAGE = Pattern.compile("[a-z0-9](?:[a-z0-9-]*[a-z0-9])?");

  private final Caller caller;
  private final Agents agents;
  private final LiveTunnels tunnels;
  private final TunnelClosures closures;
  private final StoredAgentDirectory directory;
  private final ClockSkew skew;
  private final Later later;
  private final OpenStreams streams;

  @Inject
  public AgentResource(
      Caller caller,
      Agents agents,
      LiveTunnels tunnels,
      TunnelClosures closures,
      StoredAgentDirectory directory,
      ClockSkew skew,
      Later later,
      OpenStreams streams) {
    this.skew = skew;
    this.later = later;
    this.streams = streams;
    this.caller = caller;
    this.agents = agents;
    this.tunnels = tunnels;
    this.closures = closures;
    this.directory = directory;
  }

  /** The agent with its online state. */
  @GET
  @Operation(operationId = "getAgent", summary = "One agent.")
  @APIResponse(
      responseCode = "200",
      description = "The agent.",
      content = @Content(schema = @Schema(implementation = AgentView.class)))
  @APIResponse(responseCode = "404", ref = "Error")
  public AgentView get(@PathParam("agent") String agent) {
    return view(owned(agent));
  }

  /** Changes name, label, proxy permission, tags or note; what is not named stays. */
  @PATCH
  @Audited("agent.change")
  @Consumes(MediaType.APPLICATION_JSON)
  @Operation(
      operationId = "changeAgent",
      summary = "Changes name, label, permissions, tags or note; what is not named stays.")
  @RequestBody(
      required = true,
      content = @Content(schema = @Schema(implementation = AgentChange.class)))
  @APIResponse(
      responseCode = "200",
      description = "The agent as it is now.",
      content = @Content(schema = @Schema(implementation = AgentView.class)))
  @APIResponse(responseCode = "404", ref = "Error")
  public AgentView change(@PathParam("agent") String agent, JsonBody body) {
    AgentChange change =
        new AgentChange(
            body.optionalText("name", LONGEST_NAME),
            body.optionalText("label", LONGEST_NAME),
            body.optionalFlag("allow_proxy"),
            body.optionalTexts("tags", MOST_TAGS, LONGEST_TAG),
            body.optionalNote("note", LONGEST_NOTE),
            pages(body));
    UUID id = Ids.parse(agent);
    Agent changed = agents.change(caller.subject(), id, change).orElseThrow(AgentResource::absent);
    directory.forget(id);
    streams.endProxied(id, Agents.permission(changed));
    return view(changed);
  }

  /**
   * Revokes the agent: from the answer on its token is refused. 204 when its tunnel is closed as
   * well, 202 when the relay could not be reached, in which case closing is tried until it
   * succeeds.
   */
  @DELETE
  @Audited("agent.revoke")
  @Operation(
      operationId = "revokeAgent",
      summary = "Revokes the agent: from the answer on its token is refused.")
  @APIResponse(
      responseCode = "202",
      description = "Revoked; its tunnel could not be closed yet and will be.",
      content = @Content(schema = @Schema(implementation = Revoked.class)))
  @APIResponse(responseCode = "204", description = "Revoked, and its tunnel closed.")
  @APIResponse(responseCode = "404", ref = "Error")
  public Response revoke(@PathParam("agent") String agent) {
    UUID id = Ids.parse(agent);
    TunnelClosure closure = agents.revoke(caller.subject(), id).orElseThrow(AgentResource::absent);
    directory.forget(id);
    streams.endAgent(id, StreamEnd.AGENT_REVOKED);
    if (closures.close(closure)) {
      return Response.noContent().build();
    }
    return Response.accepted(new Revoked(true, false)).build();
  }

  /** The body of a revocation whose tunnel is not yet closed. */
  @Schema(name = "Revoked")
  public record Revoked(boolean revoked, boolean tunnelClosed) {}

  /** The live tunnel. */
  @GET
  @Path("/session")
  @Operation(operationId = "getAgentSession", summary = "The live tunnel.")
  @APIResponse(
      responseCode = "200",
      description = "The tunnel, or that there is none.",
      content = @Content(schema = @Schema(implementation = TunnelView.class)))
  @APIResponse(responseCode = "404", ref = "Error")
  @APIResponse(responseCode = "503", ref = "Error")
  public void session(@PathParam("agent") String agent, @Suspended AsyncResponse response) {
    UUID id = owned(agent).id();
    later.answer(
        response,
        () ->
            live(id)
                .map(live -> TunnelView.of(live, skew.of(live)))
                .orElseGet(TunnelView::offline));
  }

  /** Closes the live tunnel, if there is one; the agent stays paired and comes back. */
  @DELETE
  @Audited("agent.disconnect")
  @Path("/session")
  @Operation(
      operationId = "disconnectAgent",
      summary = "Closes the live tunnel, if there is one; the agent stays paired and comes back.")
  @APIResponse(responseCode = "204", description = "Closed.")
  @APIResponse(responseCode = "404", ref = "Error")
  @APIResponse(responseCode = "503", ref = "Error")
  public Response disconnect(@PathParam("agent") String agent) {
    UUID id = owned(agent).id();
    try {
      tunnels.disconnect(id);
    } catch (SessionStoreException unavailable) {
      throw unavailable(unavailable);
    }
    return Response.noContent().build();
  }

  /**
   * Makes a new session token; the old one is refused from the answer on, and its tunnel closed as
   * by {@link #revoke}.
   */
  @POST
  @Audited("agent.renew_token")
  @Path("/token")
  @Operation(
      operationId = "renewAgentToken",
      summary = "Makes a new session token; the old one is refused from the answer on.")
  @APIResponse(
      responseCode = "201",
      description = "The token, shown nowhere else.",
      content = @Content(schema = @Schema(implementation = NewToken.class)))
  @APIResponse(responseCode = "404", ref = "Error")
  public Response renewToken(@PathParam("agent") String agent) {
    Agents.RenewedToken renewed =
        agents.renewToken(caller.subject(), Ids.parse(agent)).orElseThrow(AgentResource::absent);
    streams.endAgent(renewed.issued().agent(), StreamEnd.AGENT_REVOKED);
    boolean closed = closures.close(renewed.closure());
    NewToken body = new NewToken(renewed.issued().agent(), renewed.issued().token(), closed);
    return Response.status(Response.Status.CREATED)
        .header("Cache-Control", "no-store")
        .entity(body)
        .build();
  }

  /**
   * Gives the agent's own pages another address; the old one leads nowhere from the answer on, and
   * what was open there ends.
   */
  @POST
  @Audited("agent.rename_pages")
  @Path("/page-name")
  @Operation(
      operationId = "renameAgentPages",
      summary =
          "Gives the agent's own pages another address; the old one leads nowhere from the answer on.")
  @APIResponse(
      responseCode = "200",
      description = "The agent with its new page_name.",
      content = @Content(schema = @Schema(implementation = AgentView.class)))
  @APIResponse(responseCode = "404", ref = "Error")
  public AgentView renamePages(@PathParam("agent") String agent) {
    UUID id = Ids.parse(agent);
    Agent renamed = agents.renamePages(caller.subject(), id).orElseThrow(AgentResource::absent);
    directory.forget(id);
    streams.endProxied(id, Agents.permission(renamed));
    return view(renamed);
  }

  private static Optional<List<String>> pages(JsonBody body) {
    Optional<List<String>> pages = body.optionalTexts("allow_pages", MOST_PAGES, LONGEST_PAGE);
    if (pages.isPresent() && !pages.get().stream().allMatch(page -> PAGE.matcher(page).matches())) {
      throw new ApiException(
          ErrorCode.BAD_REQUEST,
          "allow_pages must be names of small letters, digits and hyphens",
          Map.of("field", "allow_pages"));
    }
    return pages;
  }

  /** A new session token, shown once. */
  @Schema(name = "NewToken")
  public record NewToken(
      UUID agentId,
      String sessionToken,
      @Schema(description = "Whether the tunnel of the old token is already closed.")
          boolean tunnelClosed) {

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
    try {
      return AgentView.of(agent, tunnels.of(agent.id()));
    } catch (SessionStoreException cannotTell) {
      return AgentView.unknown(agent);
    }
  }

  private static ApiException unavailable(SessionStoreException why) {
    return new ApiException(
        why.code() == SessionStoreException.Code.DIRECTORY_UNAVAILABLE
            ? ErrorCode.DIRECTORY_UNAVAILABLE
            : ErrorCode.RELAY_UNAVAILABLE,
        why);
  }

  private Optional<SessionSummary> live(UUID agent) {
    try {
      return tunnels.of(agent);
    } catch (SessionStoreException unavailable) {
      throw unavailable(unavailable);
    }
  }

  private static ApiException absent() {
    return new ApiException(ErrorCode.NOT_FOUND);
  }
}
