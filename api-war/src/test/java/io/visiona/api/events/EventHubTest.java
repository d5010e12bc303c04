package io.visiona.api.events;

import static org.assertj.core.api.Assertions.assertThat;

import io.visiona.api.agents.Agent;
import io.visiona.api.agents.pairing.PairingCode;
import io.visiona.api.models.Model;
import io.visiona.api.models.Source;
import io.visiona.shared.sessions.SessionSummary;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What happened between two looks. */
final class EventHubTest {
  private static final Instant START = Instant.parse("2026-11-26T10:00:00Z");
  private static final Snapshot NOTHING =
      new Snapshot(
          Map.of(),
          Optional.of(Map.of()),
          Map.of(),
          Map.of(),
          Map.of(),
          Set.of(),
          Optional.of(Set.of()));
  private static final UUID ID = UUID.fromString("00000000-0000-4000-8000-000000000001");

  private Instant now = START;
  private final Map<String, Snapshot> people = new HashMap<>(Map.of("alice", NOTHING));
  private int asked;
  private final EventHub hub =
      new EventHub(
          subjects -> {
            asked++;
            Map<String, Snapshot> found = new HashMap<>(people);
            found.keySet().retainAll(subjects);
            return found;
          },
          () -> now);

  @Test
  void withoutWatchers_nothingIsAsked() {
    hub.look();
    assertThat(asked).isZero();
  }

  @Test
  void agent_pairs_comes_goes_andIsRevoked() throws Exception {
    try (EventHub.Watch watch = hub.watch("alice")) {
      long position = watch.ring().position();
      for (Snapshot next :
          List.of(
              with(agent("Hall"), false),
              with(agent("Hall"), true),
              with(agent("Hall 3"), true),
              with(agent("Hall 3"), false),
              NOTHING)) {
        people.put("alice", next);
        hub.look();
      }
      assertThat(changes(watch, position))
          .containsExactly("paired", "online", "renamed", "offline", "revoked");
    }
  }

  /** Somebody may have loaded the name that was there in between. */
  @Test
  void changeAndItsOppositeBetweenTwoLooks_areTold() throws Exception {
    people.put("alice", with(agent("Hall"), true));
    try (EventHub.Watch watch = hub.watch("alice")) {
      long position = watch.ring().position();
      people.put("alice", with(agent("Hall", null, 2), true));
      hub.look();
      hub.look();
      assertThat(changes(watch, position)).containsExactly("renamed");
    }
  }

  /** Its row says only that it was heard of. */
  @Test
  void agentThatWasOnlineBetweenTwoLooks_isTold() throws Exception {
    people.put("alice", with(agent("Hall"), false));
    try (EventHub.Watch watch = hub.watch("alice")) {
      long position = watch.ring().position();
      people.put("alice", with(agent("Hall", START.plusMillis(500), 0), false));
      hub.look();
      hub.look();
      assertThat(changes(watch, position)).containsExactly("seen");
      people.put("alice", with(agent("Hall", START.plusSeconds(2), 0), true));
      hub.look();
      people.put("alice", with(agent("Hall", START.plusSeconds(60), 0), true));
      hub.look();
      assertThat(changes(watch, position)).containsExactly("seen", "online");
    }
  }

  @Test
  void modelThatWasRenamedAndBackBetweenTwoLooks_isTold() throws Exception {
    people.put("alice", with(model(START)));
    try (EventHub.Watch watch = hub.watch("alice")) {
      long position = watch.ring().position();
      people.put("alice", with(model(START.plusMillis(1))));
      hub.look();
      assertThat(changes(watch, position)).containsExactly("renamed");
    }
  }

  @Test
  void whatCannotBeTold_isNoChange() throws Exception {
    people.put("alice", with(agent("Hall"), true));
    try (EventHub.Watch watch = hub.watch("alice")) {
      long position = watch.ring().position();
      people.put(
          "alice",
          new Snapshot(
              Map.of(ID, agent("Hall")),
              Optional.empty(),
              Map.of(),
              Map.of(),
              Map.of(),
              Set.of(),
              Optional.empty()));
      hub.look();
      people.put("alice", with(agent("Hall"), true));
      hub.look();
      assertThat(changes(watch, position)).isEmpty();
    }
  }

  @Test
  void pairingCode_isUsed_orExpires_once() throws Exception {
    people.put("alice", codes(code(null), false));
    try (EventHub.Watch watch = hub.watch("alice")) {
      long position = watch.ring().position();
      people.put("alice", codes(code(null), true));
      hub.look();
      hub.look();
      assertThat(changes(watch, position)).containsExactly("expired");
    }
    people.put("alice", codes(code(null), false));
    hub.look();
    try (EventHub.Watch watch = hub.watch("alice")) {
      long position = watch.ring().position();
      people.put("alice", codes(code(START), false));
      hub.look();
      assertThat(changes(watch, position)).containsExactly("used");
    }
  }

  @Test
  void sessions_beginAndEnd() throws Exception {
    try (EventHub.Watch watch = hub.watch("alice")) {
      long position = watch.ring().position();
      people.put("alice", sessions(Set.of(ID)));
      hub.look();
      people.put("alice", sessions(Set.of()));
      hub.look();
      assertThat(changes(watch, position)).containsExactly("started", "ended");
    }
  }

  @Test
  void whoLeft_isFollowedForFiveMinutes() {
    hub.watch("alice").close();
    now = START.plus(Duration.ofMinutes(4));
    hub.look();
    assertThat(hub.followed()).isEqualTo(1);
    now = START.plus(Duration.ofMinutes(6));
    hub.look();
    assertThat(hub.followed()).isZero();
  }

  private static List<String> changes(EventHub.Watch watch, long position) throws Exception {
    return watch.ring().after(position, Duration.ofMillis(1)).stream()
        .map(event -> event.news().data().replaceAll(".*\"change\":\"([a-z_]+)\".*", "$1"))
        .toList();
  }

  private static Snapshot with(Agent agent, boolean online) {
    return new Snapshot(
        Map.of(ID, agent),
        Optional.of(online ? Map.of(ID, live()) : Map.of()),
        Map.of(),
        Map.of(),
        Map.of(),
        Set.of(),
        Optional.of(Set.of()));
  }

  private static Snapshot codes(PairingCode code, boolean expired) {
    return new Snapshot(
        Map.of(),
        Optional.of(Map.of()),
        Map.of(),
        Map.of(),
        Map.of(ID, code),
        expired ? Set.of(ID) : Set.of(),
        Optional.of(Set.of()));
  }

  private static Snapshot sessions(Set<UUID> sessions) {
    return new Snapshot(
        Map.of(),
        Optional.of(Map.of()),
        Map.of(),
        Map.of(),
        Map.of(),
        Set.of(),
        Optional.of(sessions));
  }

  private static PairingCode code(@Nullable Instant usedAt) {
    return new PairingCode(ID, "Hall", false, START, START.plusSeconds(600), usedAt, null);
  }

  private static Agent agent(String label) {
    return agent(label, null, 0);
  }

  private static Agent agent(String label, @Nullable Instant lastSeenAt, int revision) {
    return new Agent(
        ID,
        "alice",
        "box",
        label,
        "linux",
        false,
        START,
        START,
        lastSeenAt,
        List.of(),
        "",
        null,
        null,
        List.of(),
        revision);
  }

  private static Snapshot with(Model model) {
    return new Snapshot(
        Map.of(),
        Optional.of(Map.of()),
        Map.of(ID, model),
        Map.of(),
        Map.of(),
        Set.of(),
        Optional.of(Set.of()));
  }

  private static Model model(Instant updatedAt) {
    return new Model(
        ID, "alice", "faces", Source.UPLOADED, "kl720", 1, "00", null, START, updatedAt);
  }

  private static SessionSummary live() {
    return new SessionSummary(
        ID.toString(),
        1,
        ID.toString(),
        "alice",
        "192.0.2.1",
        "yamux",
        "1",
        START,
        START,
        null,
        0,
        0,
        0,
        0,
        false);
  }
}
