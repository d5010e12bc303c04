package io.visiona.api.agents;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.github.benmanes.caffeine.cache.Ticker;
import io.visiona.api.platform.database.DatabaseKind;
import io.visiona.api.platform.database.MovableClock;
import io.visiona.api.platform.database.TestDatabase;
import io.visiona.api.platform.quota.StorageQuota;
import io.visiona.shared.config.Secret;
import io.visiona.shared.persistence.DatabaseException;
import io.visiona.shared.persistence.SecretHashes;
import io.visiona.shared.persistence.Transactions;
import jakarta.persistence.EntityManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;

/** What is remembered of the database, and for how long. */
@SuppressWarnings("NullAway.Init") // set up before each test
@ResourceLock(TestDatabase.LOCK)
final class StoredAgentDirectoryTest {
  private static final String ALICE = "subject-alice";
  private static final String BOB = "subject-bob";

  private TestDatabase database;
  private Agents agents;
  private long nanos;
  private boolean away;
  private int asked;

  @BeforeEach
  void start() {
    database = TestDatabase.empty(DatabaseKind.H2);
    agents =
        new Agents(
            database,
            new SecretHashes(new Secret("a secret of the tests, long enough")),
            new RandomSecrets(),
            new MovableClock(),
            new StorageQuota(10, "enough"));
  }

  @Test
  void directory_answersTheOwnerOnly_andForgetsWithinASecond() {
    StoredAgentDirectory directory = directory(Duration.ZERO);
    UUID agent = pair(ALICE, "box").agent();
    assertThat(directory.find(ALICE, agent)).contains(new AgentAccess(agent, true));
    assertThat(directory.find(BOB, agent)).isEmpty();
    assertThat(directory.find(ALICE, UUID.randomUUID())).isEmpty();

    agents.revoke(ALICE, agent);
    assertThat(directory.find(ALICE, agent)).as("cached").isPresent();
    nanos += Duration.ofSeconds(1).toNanos() + 1;
    assertThat(directory.find(ALICE, agent)).isEmpty();
  }

  /** Requests to agents go on while the database is away: what it said last counts for so long. */
  @Test
  void directory_whoseDatabaseIsAway_saysWhatItSaidLast_forTheGracePeriodOnly() {
    StoredAgentDirectory directory = directory(Duration.ofMinutes(5));
    UUID agent = pair(ALICE, "box").agent();
    UUID changed = pair(ALICE, "changed").agent();
    UUID revoked = pair(ALICE, "revoked").agent();
    String name = String.valueOf(agents.find(ALICE, agent).orElseThrow().pageName());
    for (UUID each : List.of(agent, changed, revoked)) {
      assertThat(directory.find(ALICE, each)).isPresent();
    }
    assertThat(directory.page(name)).isPresent();
    directory.forget(changed);
    agents.revoke(ALICE, revoked);
    nanos += Duration.ofSeconds(2).toNanos();
    assertThat(directory.find(ALICE, revoked)).isEmpty();

    away = true;
    for (int minute = 0; minute < 5; minute++) {
      nanos += Duration.ofSeconds(59).toNanos();
      assertThat(directory.find(ALICE, agent)).contains(new AgentAccess(agent, true));
      assertThat(directory.find(BOB, agent)).as("nobody else's").isEmpty();
      assertThat(directory.page(name).map(AgentPage::agent)).contains(agent);
    }
    for (UUID unknown : List.of(changed, revoked, UUID.randomUUID())) {
      assertThatThrownBy(() -> directory.find(ALICE, unknown))
          .isInstanceOf(DatabaseException.class);
    }
    nanos += Duration.ofSeconds(10).toNanos();
    assertThatThrownBy(() -> directory.find(ALICE, agent)).isInstanceOf(DatabaseException.class);
    assertThatThrownBy(() -> directory.page(name)).isInstanceOf(DatabaseException.class);
    away = false;
    assertThat(directory.find(ALICE, agent)).isPresent();
  }

  /** Who asks a database that does not answer waits for it. */
  @Test
  void directory_whoseDatabaseIsAway_asksItEveryFiveSecondsOnly() {
    StoredAgentDirectory directory = directory(Duration.ofMinutes(5));
    UUID agent = pair(ALICE, "box").agent();
    assertThat(directory.find(ALICE, agent)).isPresent();
    away = true;
    asked = 0;
    for (int second = 0; second < 10; second++) {
      nanos += Duration.ofMillis(1001).toNanos();
      assertThat(directory.find(ALICE, agent)).isPresent();
    }
    assertThat(asked).isEqualTo(2);
    away = false;
    nanos += Duration.ofSeconds(6).toNanos();
    agents.revoke(ALICE, agent);
    assertThat(directory.find(ALICE, agent)).as("nobody waits for it").isPresent();
    nanos += Duration.ofSeconds(2).toNanos();
    assertThat(directory.find(ALICE, agent)).as("back, and asked").isEmpty();
  }

  @Test
  void directory_whoseDatabaseIsAway_saysNothing_withoutAGracePeriod() {
    StoredAgentDirectory directory = directory(Duration.ZERO);
    UUID agent = pair(ALICE, "box").agent();
    assertThat(directory.find(ALICE, agent)).isPresent();
    away = true;
    nanos += Duration.ofSeconds(2).toNanos();
    assertThatThrownBy(() -> directory.find(ALICE, agent)).isInstanceOf(DatabaseException.class);
  }

  @Test
  void directory_forgetsAtOnceWhatIsChangedHere() {
    StoredAgentDirectory directory =
        new StoredAgentDirectory(database, Duration.ZERO, Ticker.disabledTicker(), Runnable::run);
    UUID agent = pair(ALICE, "box").agent();
    assertThat(directory.find(ALICE, agent).map(AgentAccess::allowProxy)).contains(true);
    agents.change(
        ALICE,
        agent,
        new AgentChange(
            Optional.empty(),
            Optional.empty(),
            Optional.of(false),
            Optional.empty(),
            Optional.empty(),
            Optional.empty()));
    directory.forget(agent);
    assertThat(directory.find(ALICE, agent).map(AgentAccess::allowProxy)).contains(false);
  }

  private StoredAgentDirectory directory(Duration grace) {
    Transactions failing =
        new Transactions() {
          @Override
          public <T> T call(Function<EntityManager, T> work) {
            asked++;
            if (away) {
              throw new DatabaseException("away", new SQLException("away"));
            }
            return database.call(work);
          }
        };
    return new StoredAgentDirectory(failing, grace, () -> nanos, Runnable::run);
  }

  private IssuedToken pair(String owner, String name) {
    return database.call(
        entities -> agents.add(entities, new NewAgent(owner, name, "label", "linux", true)));
  }
}
