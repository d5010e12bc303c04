package io.visiona.api.events;

import io.visiona.api.agents.Agent;
import io.visiona.api.agents.Agents;
import io.visiona.api.agents.LiveTunnels;
import io.visiona.api.agents.pairing.PairingCode;
import io.visiona.api.agents.pairing.PairingCodes;
import io.visiona.api.identity.sessions.UserSessionStore;
import io.visiona.api.models.Model;
import io.visiona.api.models.ModelLibrary;
import io.visiona.api.models.conversions.Conversion;
import io.visiona.api.models.conversions.RecentConversions;
import io.visiona.shared.error.ApiException;
import io.visiona.shared.sessions.SessionSummary;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Asks the database, the relay and the store of sessions: four questions to the database for all of
 * them together. Thread-safe; callers block.
 */
final class StoredSnapshots implements Snapshots {
  /**
   * How far back a conversion is still looked at: longer than a transaction takes, and than the
   * database's clock is away from ours.
   */
  private static final Duration LATELY = Duration.ofMinutes(1);

  private final Agents agents;
  private final LiveTunnels tunnels;
  private final ModelLibrary models;
  private final RecentConversions conversions;
  private final PairingCodes codes;
  private final UserSessionStore sessions;
  private final InstantSource clock;

  StoredSnapshots(
      Agents agents,
      LiveTunnels tunnels,
      ModelLibrary models,
      RecentConversions conversions,
      PairingCodes codes,
      UserSessionStore sessions,
      InstantSource clock) {
    this.agents = agents;
    this.tunnels = tunnels;
    this.models = models;
    this.conversions = conversions;
    this.codes = codes;
    this.sessions = sessions;
    this.clock = clock;
  }

  @Override
  public Map<String, Snapshot> of(Set<String> subjects) {
    Instant now = clock.instant();
    // The tunnels first: an agent that pairs and connects in between comes online a second later
    // than it is paired, and not before.
    Optional<Map<String, SessionSummary>> live = tunnels.liveOf(subjects);
    Map<String, List<Agent>> theirAgents =
        agents.ofOwners(subjects).stream().collect(Collectors.groupingBy(Agent::owner));
    Map<String, List<Model>> theirModels =
        models.ofOwners(subjects).stream().collect(Collectors.groupingBy(Model::owner));
    Map<String, List<Conversion>> theirConversions =
        conversions.since(subjects, now.minus(LATELY)).stream()
            .collect(Collectors.groupingBy(Conversion::owner));
    Map<String, List<PairingCode>> theirCodes = codes.ofOwners(subjects);
    Map<String, Snapshot> all = new HashMap<>();
    for (String subject : subjects) {
      Map<UUID, Agent> own = byId(theirAgents.get(subject), Agent::id);
      Map<UUID, PairingCode> open = byId(theirCodes.get(subject), PairingCode::id);
      all.put(
          subject,
          new Snapshot(
              own,
              live.map(tunnel -> live(own, tunnel)),
              byId(theirModels.get(subject), Model::id),
              byId(theirConversions.get(subject), Conversion::id),
              open,
              open.values().stream()
                  .filter(code -> !now.isBefore(code.expiresAt()))
                  .map(PairingCode::id)
                  .collect(Collectors.toSet()),
              sessions(subject)));
    }
    return all;
  }

  private static Map<UUID, SessionSummary> live(
      Map<UUID, Agent> agents, Map<String, SessionSummary> tunnels) {
    Map<UUID, SessionSummary> live = new HashMap<>();
    for (UUID agent : agents.keySet()) {
      SessionSummary summary = tunnels.get(agent.toString());
      if (summary != null) {
        live.put(agent, summary);
      }
    }
    return live;
  }

  private Optional<Set<UUID>> sessions(String subject) {
    try {
      return Optional.of(
          sessions.ofSubject(subject).stream()
              .map(used -> used.session().publicId())
              .collect(Collectors.toSet()));
    } catch (ApiException unavailable) {
      return Optional.empty();
    }
  }

  private static <T> Map<UUID, T> byId(@Nullable List<T> list, Function<T, UUID> id) {
    return list == null ? Map.of() : list.stream().collect(Collectors.toMap(id, each -> each));
  }
}
