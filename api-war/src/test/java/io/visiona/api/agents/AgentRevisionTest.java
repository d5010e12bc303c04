package io.visiona.api.agents;

import static org.assertj.core.api.Assertions.assertThat;

import io.visiona.api.platform.database.DatabaseKind;
import io.visiona.api.platform.database.MovableClock;
import io.visiona.api.platform.database.TestDatabase;
import io.visiona.api.platform.quota.StorageQuota;
import io.visiona.shared.config.Secret;
import io.visiona.shared.persistence.SecretHashes;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** By what others see that an agent was changed, though it is as it was before. */
@ParameterizedClass
@EnumSource(DatabaseKind.class)
@SuppressWarnings("NullAway.Init") // set up before each test
@ResourceLock(TestDatabase.LOCK)
final class AgentRevisionTest {
  private static final SecretHashes HASHES =
      new SecretHashes(new Secret("a secret of the tests, long enough"));
  private static final String ALICE = "subject-alice";

  @Parameter DatabaseKind kind;

  private final MovableClock clock = new MovableClock();
  private TestDatabase database;
  private Agents agents;

  @BeforeEach
  void start() {
    database = TestDatabase.empty(kind);
    agents =
        new Agents(database, HASHES, new RandomSecrets(), clock, new StorageQuota(1, "enough"));
  }

  @Test
  void revision_growsWithEachChangeOfWhatPeopleWrite_andWithNothingElse() {
    UUID agent = pair();
    String label = agents.find(ALICE, agent).orElseThrow().label();
    assertThat(revision(agent)).isZero();
    agents.change(ALICE, agent, label("Hall"));
    agents.change(ALICE, agent, label(label));
    assertThat(revision(agent)).as("after a change and its opposite").isEqualTo(2);
    agents.change(ALICE, agent, label(label));
    agents.noteDevices(agent, 3);
    agents.noteSeen(List.of(agent), clock.instant());
    assertThat(revision(agent)).isEqualTo(2);
    agents.renamePages(ALICE, agent);
    assertThat(revision(agent)).isEqualTo(3);
  }

  private UUID pair() {
    return database.call(entities ->
        agents.add(entities, new NewAgent(ALICE, "box", "label", "linux", true)).agent());
  }

  private int revision(UUID agent) {
    return agents.find(ALICE, agent).orElseThrow().revision();
  }

  private static AgentChange label(String label) {
    return new AgentChange(
        Optional.empty(),
        Optional.of(label),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty());
  }
}
