package io.visiona.api.events;

import io.visiona.api.agents.Agent;
import io.visiona.api.agents.pairing.PairingCode;
import io.visiona.api.models.Model;
import io.visiona.api.models.conversions.Conversion;
import io.visiona.shared.sessions.SessionSummary;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * What a person had at one moment.
 *
 * @param agents by id
 * @param live tunnels by agent; empty when the relay could not tell
 * @param models by id
 * @param conversions those that changed lately, by id
 * @param codes pairing codes of the last day, by id
 * @param expired of these, those whose time was over
 * @param sessions public ids of where they are signed in; empty when that could not be told
 */
record Snapshot(
    Map<UUID, Agent> agents,
    Optional<Map<UUID, SessionSummary>> live,
    Map<UUID, Model> models,
    Map<UUID, Conversion> conversions,
    Map<UUID, PairingCode> codes,
    Set<UUID> expired,
    Optional<Set<UUID>> sessions) {

  Snapshot {
    agents = Map.copyOf(agents);
    live = live.map(Map::copyOf);
    models = Map.copyOf(models);
    conversions = Map.copyOf(conversions);
    codes = Map.copyOf(codes);
    expired = Set.copyOf(expired);
    sessions = sessions.map(Set::copyOf);
  }

  /** With what could not be told now as it was before. */
  Snapshot filledFrom(Snapshot before) {
    return new Snapshot(
        agents,
        live.or(before::live),
        models,
        conversions,
        codes,
        expired,
        sessions.or(before::sessions));
  }
}
