package io.visiona.api.agents;

import io.visiona.api.http.Caller;
import io.visiona.api.http.Cursor;
import io.visiona.api.http.Page;
import io.visiona.api.http.PageRequest;
import io.visiona.api.http.Problems;
import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** {@code /api/agents}: the caller's agents. */
@Path("/agents")
@Tag(name = "agents")
@Dependent
@Produces(Problems.JSON)
public class AgentsResource {
  private final Caller caller;
  private final Agents agents;
  private final LiveTunnels tunnels;

  @Inject
  public AgentsResource(Caller caller, Agents agents, LiveTunnels tunnels) {
    this.caller = caller;
    this.agents = agents;
    this.tunnels = tunnels;
  }

  /** A page of them the last paired first, each with its online state if the relay can tell. */
  @GET
  @Operation(
      operationId = "listAgents",
      summary = "The person's agents, each with its online state if the relay can tell.")
  @APIResponse(
      responseCode = "200",
      description = "A page of them, the last paired first.",
      content = @Content(schema = @Schema(ref = "AgentPage")))
  public Page<AgentView> list(
      @Parameter(ref = "Cursor") @QueryParam("cursor") @Nullable String cursor,
      @Parameter(ref = "Limit") @QueryParam("limit") @Nullable String limit,
      @Parameter(
              description = "Only those whose tunnel is up, or is not.",
              schema = @Schema(implementation = Boolean.class))
          @QueryParam("online")
          @Nullable String online,
      @Parameter(
              description = "Only those that have this tag.",
              schema = @Schema(implementation = String.class, maxLength = 100))
          @QueryParam("tag")
          @Nullable String tag,
      @Parameter(
              description = "Only those whose label, name, platform, note or a tag contains this.",
              schema = @Schema(implementation = String.class, maxLength = 100))
          @QueryParam("q")
          @Nullable String q) {
    PageRequest asked = PageRequest.of(cursor, limit);
    AgentSearch search = AgentSearch.of(online, tag, q);
    KnownTunnels live = tunnels.known(caller.subject());
    List<Agent> rows =
        search.rows(
            asked.rows(),
            live::isOnline,
            asked.after(),
            after -> agents.list(caller.subject(), after, PageRequest.LARGEST));
    return asked.page(rows, agent -> new Cursor(agent.pairedAt(), agent.id())).map(live::view);
  }
}
