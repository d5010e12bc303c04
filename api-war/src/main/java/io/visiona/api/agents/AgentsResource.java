package io.visiona.api.agents;

import io.visiona.api.http.Caller;
import io.visiona.api.http.Cursor;
import io.visiona.api.http.Page;
import io.visiona.api.http.PageRequest;
import io.visiona.api.http.Problems;
import io.visiona.shared.sessions.SessionSummary;
import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** {@code /api/agents}: the caller's agents. */
@Path("/agents")
@Dependent
@Produces(Problems.JSON)
public class AgentsResource {
  private final Caller caller;
  private final Agents agents;
  private final Tunnels tunnels;

  @Inject
  public AgentsResource(Caller caller, Agents agents, Tunnels tunnels) {
    this.caller = caller;
    this.agents = agents;
    this.tunnels = tunnels;
  }

  /** A page of them the last paired first, each with its online state if the relay can tell. */
  @GET
  public Page<AgentView> list(
      @QueryParam("cursor") @Nullable String cursor, @QueryParam("limit") @Nullable String limit) {
    PageRequest asked = PageRequest.of(cursor, limit);
    List<Agent> rows = agents.list(caller.subject(), asked.after(), asked.rows());
    Optional<Map<String, SessionSummary>> live = rows.isEmpty() ? Optional.of(Map.of()) : tunnels.live();
    return asked
        .page(rows, agent -> new Cursor(agent.pairedAt(), agent.id()))
        .map(agent -> AgentView.of(agent, online(live, agent)));
  }

  private static @Nullable Boolean online(Optional<Map<String, SessionSummary>> live, Agent agent) {
    return live.map(byAgent -> byAgent.containsKey(agent.id().toString())).orElse(null);
  }
}
