package io.visiona.api.overview;

import io.visiona.api.agents.Agent;
import io.visiona.api.agents.Agents;
import io.visiona.api.agents.LiveTunnels;
import io.visiona.api.http.Caller;
import io.visiona.api.http.Later;
import io.visiona.api.http.Problems;
import io.visiona.api.identity.sessions.UserSessionStore;
import io.visiona.api.models.ModelsConfig;
import io.visiona.api.models.converter.ConverterConfig;
import io.visiona.api.overview.Overview.Attention;
import io.visiona.api.platform.drain.ApiDrain;
import io.visiona.shared.container.ServerVersion;
import io.visiona.shared.persistence.Transactions;
import io.visiona.shared.sessions.SessionSummary;
import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.container.AsyncResponse;
import jakarta.ws.rs.container.Suspended;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/**
 * {@code GET /api/overview}: a few indexed counts and one question to the relay, never one to an
 * agent.
 */
@Path("/overview")
@Tag(name = "overview")
@Dependent
@Produces(Problems.JSON)
public class OverviewResource {
  private static final int MOST = 10;

  /** A pairing code that ends within this is worth a look. */
  private static final Duration SOON = Duration.ofMinutes(2);

  private final Caller caller;
  private final Agents agents;
  private final LiveTunnels tunnels;
  private final UserSessionStore sessions;
  private final Counts counts;
  private final ServerVersion version;
  private final ApiDrain drain;
  private final Later later;
  private final Overview.Limits limits;

  @Inject
  public OverviewResource(
      Caller caller,
      Agents agents,
      LiveTunnels tunnels,
      UserSessionStore sessions,
      Transactions transactions,
      ServerVersion version,
      ApiDrain drain,
      Later later,
      ModelsConfig models,
      ConverterConfig converter) {
    this.caller = caller;
    this.agents = agents;
    this.tunnels = tunnels;
    this.sessions = sessions;
    this.counts = new Counts(transactions);
    this.version = version;
    this.drain = drain;
    this.later = later;
    this.limits = new Overview.Limits(models.maxUpload(), converter.maxUpload());
  }

  /** The figures, now. */
  @GET
  @Operation(operationId = "getOverview", summary = "What the person has, in figures.")
  @APIResponse(
      responseCode = "200",
      description = "The figures, now.",
      content = @Content(schema = @Schema(implementation = Overview.class)))
  public void get(@Suspended AsyncResponse response) {
    String owner = caller.subject();
    later.answer(response, () -> overview(owner));
  }

  private Overview overview(String owner) {
    Instant now = Instant.now().truncatedTo(ChronoUnit.MILLIS);
    List<Agent> theirs = agents.all(owner);
    Optional<Map<String, SessionSummary>> live = tunnels.liveOf(Set.of(owner));
    Counts.All all = counts.of(owner, now);
    Counts.Conversions conversions = all.conversions();
    Counts.Models models = all.models();
    return new Overview(
        agentCounts(theirs, live),
        new Overview.ConversionCounts(
            conversions.queued(),
            conversions.running(),
            conversions.succeeded(),
            conversions.failed()),
        new Overview.ModelCounts(
            models.total(), models.converted(), models.uploaded(), models.bytes()),
        new Overview.SessionCounts(sessions.ofSubject(owner).size()),
        new Overview.CodeCounts(all.codes().size()),
        attention(theirs, live, all, now),
        new Overview.Server(version.text(), now, drain.isDraining()),
        limits);
  }

  private static Overview.AgentCounts agentCounts(
      List<Agent> agents, Optional<Map<String, SessionSummary>> live) {
    long total = agents.size();
    if (live.isEmpty()) {
      return new Overview.AgentCounts(total, 0, 0, 0, total);
    }
    long online = agents.stream().filter(agent -> isOnline(agent, live.get())).count();
    long never =
        agents.stream()
            .filter(agent -> !isOnline(agent, live.get()) && agent.lastSeenAt() == null)
            .count();
    return new Overview.AgentCounts(total, online, total - online - never, never, 0);
  }

  private static boolean isOnline(Agent agent, Map<String, SessionSummary> live) {
    return live.containsKey(agent.id().toString());
  }

  private static List<Attention> attention(
      List<Agent> agents, Optional<Map<String, SessionSummary>> live, Counts.All all, Instant now) {
    List<Attention> found = new ArrayList<>();
    live.ifPresent(byAgent -> {
      for (Agent agent : agents) {
        Instant seen = agent.lastSeenAt();
        if (!isOnline(agent, byAgent) && seen != null && seen.isAfter(now.minus(Counts.LATELY))) {
          found.add(Attention.agentOffline(agent.id(), agent.label(), seen));
        }
      }
    });
    for (Counts.Failed failed : all.failed()) {
      found.add(Attention.conversionFailed(failed.id(), failed.name(), failed.at()));
    }
    for (Counts.OpenCode code : all.codes()) {
      if (code.expiresAt().isBefore(now.plus(SOON))) {
        found.add(Attention.codeExpiring(code.id(), code.label(), code.expiresAt()));
      }
    }
    return found.stream()
        .sorted(Comparator.comparing(Attention::when).reversed())
        .limit(MOST)
        .toList();
  }
}
