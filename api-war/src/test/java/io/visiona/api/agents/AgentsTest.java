package io.visiona.api.agents;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.github.benmanes.caffeine.cache.Ticker;
import io.visiona.api.http.Cursor;
import io.visiona.api.platform.database.DatabaseKind;
import io.visiona.api.platform.database.MovableClock;
import io.visiona.api.platform.database.TestDatabase;
import io.visiona.api.platform.quota.StorageQuota;
import io.visiona.shared.config.Secret;
import io.visiona.shared.persistence.SecretHashes;
import io.visiona.shared.sessions.SessionStoreException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.TimeZone;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** The same rules on every database. */
@ParameterizedClass
@EnumSource(DatabaseKind.class)
@SuppressWarnings("NullAway.Init") // set up before each test
@ResourceLock(TestDatabase.LOCK)
final class AgentsTest {
  private static final SecretHashes HASHES =
      new SecretHashes(new Secret("a secret of the tests, long enough"));
  private static final String ALICE = "subject-alice";
  private static final int MANY_AGENTS = 30;
  private static final String BOB = "subject-bob";
  private static final int MANY = 100;

  @Parameter DatabaseKind kind;

  private final MovableClock clock = new MovableClock();
  private final ScriptedStore relay = new ScriptedStore();
  private TestDatabase database;
  private Agents agents;
  private SeenAgents seen;
  private TokenIntrospector introspection;
  private LiveTunnels tunnels;
  private TunnelClosures closures;

  @BeforeEach
  void start() {
    database = TestDatabase.empty(kind);
    agents =
        new Agents(
            database, HASHES, new RandomSecrets(), clock, new StorageQuota(MANY_AGENTS, "enough"));
    seen = new SeenAgents(agents, clock);
    introspection = new TokenIntrospector(database, HASHES, seen);
    tunnels = new LiveTunnels(relay);
    closures = new TunnelClosures(relay.closer, database, Runnable::run);
  }

  @Test
  void agentOfSomebodyElse_isAbsentToEveryQuestion() {
    UUID agent = pair(ALICE, "hers").agent();
    AgentChange change =
        new AgentChange(
            Optional.of("stolen"),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty());
    assertThat(agents.find(BOB, agent)).isEmpty();
    assertThat(agents.list(BOB, Cursor.START, MANY)).isEmpty();
    assertThat(agents.change(BOB, agent, change)).isEmpty();
    assertThat(agents.renewToken(BOB, agent)).isEmpty();
    assertThat(agents.revoke(BOB, agent)).isEmpty();
    assertThat(agents.find(ALICE, agent).map(Agent::name)).contains("hers");
  }

  /** What people see as "last seen": written once a minute while online, and when it is gone. */
  @Test
  void lastSeen_isKeptOfWhoIsOnline_andOfWhoGoes_butNotWhileTheRelayIsAway() {
    UUID agent = pair(ALICE, "box").agent();
    try (LastSeen seen = new LastSeen(tunnels, agents, clock)) {
      seen.look();
      assertThat(lastSeen(agent)).isNull();

      relay.live.put(agent.toString(), ScriptedStore.summary(agent.toString(), 1));
      clock.advance(Duration.ofMinutes(1));
      seen.look();
      Instant first = clock.instant();
      assertThat(lastSeen(agent)).isEqualTo(first);
      clock.advance(Duration.ofSeconds(30));
      seen.look();
      assertThat(lastSeen(agent)).as("not every look is written").isEqualTo(first);

      relay.away = true;
      clock.advance(Duration.ofMinutes(5));
      seen.look();
      assertThat(lastSeen(agent)).as("who cannot be asked of is not gone").isEqualTo(first);

      relay.away = false;
      relay.live.clear();
      seen.look();
      assertThat(lastSeen(agent)).isEqualTo(clock.instant());
      Instant gone = clock.instant();
      clock.advance(Duration.ofMinutes(5));
      seen.look();
      assertThat(lastSeen(agent)).isEqualTo(gone);
    }
  }

  private @Nullable Instant lastSeen(UUID agent) {
    return agents.find(ALICE, agent).orElseThrow().lastSeenAt();
  }

  @Test
  void pages_haveANameOfTheirOwn_thatCanBeChanged() {
    UUID agent = pair(ALICE, "box").agent();
    String name = String.valueOf(agents.find(ALICE, agent).orElseThrow().pageName());
    StoredAgentDirectory directory =
        new StoredAgentDirectory(database, Duration.ZERO, Ticker.disabledTicker(), Runnable::run);
    assertThat(name).matches("[a-z2-7]{26}");
    assertThat(directory.page(name).map(AgentPage::agent)).contains(agent);
    assertThat(agents.renamePages(BOB, agent)).isEmpty();
    String renamed = String.valueOf(agents.renamePages(ALICE, agent).orElseThrow().pageName());
    directory.forget(agent);
    assertThat(renamed).matches("[a-z2-7]{26}").isNotEqualTo(name);
    assertThat(directory.page(name)).isEmpty();
    assertThat(directory.page(renamed).map(AgentPage::agent)).contains(agent);
    assertThat(agents.withPageName(ALICE, agent).map(Agent::pageName)).contains(renamed);
  }

  @Test
  void pagesOfAgentsOfAnEarlierVersion_getTheirNamesAtStart() {
    UUID agent = pair(ALICE, "box").agent();
    database.call(entities ->
        entities.createQuery("UPDATE AgentEntity a SET a.pageName = NULL").executeUpdate());
    assertThat(agents.namePages()).isEqualTo(1);
    assertThat(agents.namePages()).isZero();
    assertThat(agents.find(ALICE, agent).orElseThrow().pageName()).isNotNull();
  }

  @Test
  void change_touchesOnlyWhatItNames() {
    UUID agent = pair(ALICE, "box").agent();
    Agent before = agents.find(ALICE, agent).orElseThrow();
    assertThat(
            agents.change(
                ALICE,
                agent,
                new AgentChange(
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty())))
        .contains(before);
    Agent after =
        agents
            .change(
                ALICE,
                agent,
                new AgentChange(
                    Optional.of("new"),
                    Optional.empty(),
                    Optional.of(false),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty()))
            .orElseThrow();
    assertThat(after.name()).isEqualTo("new");
    assertThat(after.label()).isEqualTo(before.label());
    assertThat(after.allowProxy()).isFalse();
    assertThat(agents.find(ALICE, agent)).contains(after);
  }

  @Test
  void pages_coverEveryAgentOnceNewestFirst_whateverIsRemovedMeanwhile() {
    List<UUID> paired = new ArrayList<>();
    for (int i = 0; i < 7; i++) {
      if (i % 2 == 0) {
        clock.advance(Duration.ofMillis(1)); // so that some were paired in the same millisecond
      }
      paired.add(pair(ALICE, "box" + i).agent());
    }
    List<UUID> seen = new ArrayList<>();
    Cursor cursor = Cursor.START;
    for (List<Agent> page = agents.list(ALICE, cursor, 2);
        !page.isEmpty();
        page = agents.list(ALICE, cursor, 2)) {
      page.forEach(agent -> seen.add(agent.id()));
      cursor = Cursor.decode(new Cursor(page.getLast().pairedAt(), page.getLast().id()).encode());
      agents.revoke(ALICE, page.getFirst().id());
    }
    assertThat(seen).containsExactlyInAnyOrderElementsOf(paired);
    assertThat(seen.getFirst()).isEqualTo(paired.getLast());
  }

  @Test
  void revokedAgent_isGoneWithItsToken() {
    IssuedToken issued = pair(ALICE, "box");
    assertThat(introspection.of(issued.token())).isPresent();
    assertThat(agents.revoke(ALICE, issued.agent())).isPresent();
    assertThat(introspection.of(issued.token())).isEmpty();
    assertThat(agents.find(ALICE, issued.agent())).isEmpty();
    assertThat(agents.revoke(ALICE, issued.agent())).isEmpty();
  }

  @Test
  void newToken_replacesTheOldOne() {
    IssuedToken old = pair(ALICE, "box");
    clock.advance(Duration.ofHours(1));
    IssuedToken renewed = agents.renewToken(ALICE, old.agent()).orElseThrow().issued();
    assertThat(introspection.of(old.token())).isEmpty();
    assertThat(introspection.of(renewed.token()).map(known -> known.agent().tokenIssuedAt()))
        .contains(clock.instant());
    assertThat(renewed.toString()).doesNotContain(renewed.token());
  }

  @Test
  void introspection_refusesWhatIsNoToken() {
    pair(ALICE, "box");
    for (String wrong : List.of("", "x", "\0", "é", "0".repeat(64), "0".repeat(100_000))) {
      assertThat(introspection.of(wrong)).isEmpty();
    }
  }

  @Test
  void introspectionOfMany_answersEachInItsPlace_whateverTheOthersAre() {
    List<IssuedToken> issued = new ArrayList<>();
    List<String> asked = new ArrayList<>();
    for (int i = 0; i < MANY_AGENTS; i++) {
      issued.add(pair(ALICE, "box " + i));
      asked.add(issued.getLast().token());
      asked.add(i % 2 == 0 ? "" : "nobody's");
    }
    asked.set(1, asked.getFirst()); // twice the same
    List<Optional<UUID>> told =
        introspection.of(asked).stream().map(known -> known.map(k -> k.agent().id())).toList();
    assertThat(told).hasSize(asked.size());
    for (int i = 0; i < issued.size(); i++) {
      assertThat(told.get(2 * i)).contains(issued.get(i).agent());
      assertThat(told.get(2 * i + 1))
          .isEqualTo(i == 0 ? Optional.of(issued.getFirst().agent()) : Optional.empty());
    }
    List<String> tooMany = Collections.nCopies(TokenIntrospector.MOST_TOKENS + 1, "x");
    assertThatThrownBy(() -> introspection.of(tooMany))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void introspection_notesThatAgentsWereSeen_butWritesItLater() {
    IssuedToken one = pair(ALICE, "box");
    IssuedToken other = pair(BOB, "box");
    introspection.of(one.token());
    introspection.of(other.token());
    assertThat(agents.find(ALICE, one.agent()).map(Agent::lastSeenAt)).isEmpty();
    seen.write();
    Instant first = clock.instant();
    assertThat(agents.find(ALICE, one.agent()).map(Agent::lastSeenAt)).contains(first);
    assertThat(agents.find(BOB, other.agent()).map(Agent::lastSeenAt)).contains(first);
    clock.advance(Duration.ofSeconds(11));
    introspection.of(other.token());
    seen.write();
    assertThat(agents.find(ALICE, one.agent()).map(Agent::lastSeenAt)).contains(first);
    assertThat(agents.find(BOB, other.agent()).map(Agent::lastSeenAt)).contains(clock.instant());
  }

  @Test
  void times_survive_wherever_theServerStands() {
    TimeZone zone = TimeZone.getDefault();
    try {
      TimeZone.setDefault(TimeZone.getTimeZone("America/New_York"));
      // Local time 02:30 of that night does not exist there; and the hour after 05:00Z in November
      // exists twice.
      for (String instant :
          List.of("2026-03-08T07:30:00Z", "2026-11-01T05:30:00Z", "2026-11-01T06:30:00Z")) {
        clock.set(Instant.parse(instant));
        UUID agent = pair(ALICE, "box").agent();
        assertThat(agents.find(ALICE, agent).map(Agent::pairedAt)).contains(clock.instant());
      }
      clock.set(Instant.parse("2026-03-08T02:30:00Z"));
      UUID agent = pair(ALICE, "box").agent();
      TimeZone.setDefault(TimeZone.getTimeZone("Asia/Taipei"));
      assertThat(agents.find(ALICE, agent).map(Agent::pairedAt)).contains(clock.instant());
    } finally {
      TimeZone.setDefault(zone);
    }
  }

  @Test
  void tunnelOfARevokedAgent_isClosedAtOnce() {
    UUID agent = online(pair(ALICE, "box").agent());
    TunnelClosure closure = agents.revoke(ALICE, agent).orElseThrow();
    assertThat(closures.close(closure)).isTrue();
    assertThat(relay.live).isEmpty();
  }

  @Test
  void tunnelThatCannotBeClosed_isClosedWhenTheRelayIsBack_evenByAnotherServer() {
    UUID agent = online(pair(ALICE, "box").agent());
    UUID other = online(pair(ALICE, "other").agent());
    relay.away = true;
    assertThat(closures.close(agents.revoke(ALICE, agent).orElseThrow())).isFalse();
    assertThat(closures.close(agents.renewToken(ALICE, other).orElseThrow().closure())).isFalse();
    closures.closePending();
    assertThat(relay.live).hasSize(2);

    relay.away = false;
    new TunnelClosures(relay.closer, database, Runnable::run).closePending();
    assertThat(relay.live).isEmpty();

    online(other); // it came back with its new token, and nothing is left that would close it again
    closures.closePending();
    assertThat(relay.live).hasSize(1);
  }

  @Test
  void unavailableRelay_isNotTheSameAsOffline() {
    UUID agent = pair(ALICE, "box").agent();
    assertThat(tunnels.live(List.of(UUID.randomUUID()))).contains(java.util.Map.of());
    relay.away = true;
    assertThat(tunnels.live(List.of(UUID.randomUUID()))).isEmpty();
    assertThatThrownBy(() -> tunnels.of(agent)).isInstanceOf(SessionStoreException.class);
    assertThatThrownBy(() -> tunnels.disconnect(agent)).isInstanceOf(SessionStoreException.class);
  }

  /** The list of the console has a column for it. */
  @Test
  void listedAgent_hasTheRoundTripOfItsTunnel() {
    UUID id = pair(ALICE, "box").agent();
    Agent agent = agents.find(ALICE, id).orElseThrow();
    assertThat(
            AgentView.of(agent, Optional.of(ScriptedStore.summary(id.toString(), 1))).roundTripMs())
        .isEqualTo(3.0);
    assertThat(AgentView.of(agent, Optional.empty()).roundTripMs()).isNull();
  }

  private IssuedToken pair(String owner, String name) {
    return database.call(
        entities -> agents.add(entities, new NewAgent(owner, name, "label", "linux", true)));
  }

  private UUID online(UUID agent) {
    relay.live.put(agent.toString(), ScriptedStore.summary(agent.toString(), 1));
    return agent;
  }
}
