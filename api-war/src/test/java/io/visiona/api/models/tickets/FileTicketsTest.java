package io.visiona.api.models.tickets;

import static org.assertj.core.api.Assertions.assertThat;

import io.visiona.api.agents.Agents;
import io.visiona.api.agents.NewAgent;
import io.visiona.api.agents.RandomSecrets;
import io.visiona.api.models.Model;
import io.visiona.api.models.Source;
import io.visiona.api.platform.database.DatabaseKind;
import io.visiona.api.platform.database.MovableClock;
import io.visiona.api.platform.database.TestDatabase;
import io.visiona.api.platform.quota.StorageQuota;
import io.visiona.shared.config.Secret;
import io.visiona.shared.persistence.SecretHashes;
import io.visiona.shared.persistence.Transactions;
import java.time.Duration;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** What a ticket opens, for whom, and for how long. */
@ParameterizedClass
@EnumSource(DatabaseKind.class)
@SuppressWarnings("NullAway.Init") // set up before each test
@ResourceLock(TestDatabase.LOCK)
final class FileTicketsTest {
  @Parameter DatabaseKind kind;

  private final MovableClock clock = new MovableClock();
  private Agents agents;
  private FileTickets tickets;
  private UUID agent;

  @BeforeEach
  void start() {
    Transactions transactions = TestDatabase.empty(kind);
    SecretHashes hashes = new SecretHashes(new Secret("0123456789abcdef0123456789abcdef"));
    agents =
        new Agents(
            transactions, hashes, new RandomSecrets(), clock, new StorageQuota(10, "enough"));
    tickets = new FileTickets(transactions, hashes, new RandomSecrets(), clock);
    agent =
        transactions.call(entities ->
            agents.add(entities, new NewAgent("alice", "box", "Hall", "linux", false)).agent());
  }

  @Test
  void ticket_opensItsFile_severalTimes_andNoOther() {
    Model model = model();
    FileTickets.Issued issued = tickets.issue(agent, model);
    assertThat(issued.ticket()).matches("[0-9a-f]{64}");
    assertThat(tickets.open(issued.ticket(), model.id())).isTrue();
    assertThat(tickets.open(issued.ticket(), model.id())).isTrue();
    assertThat(tickets.open(issued.ticket(), UUID.randomUUID())).isFalse();
    assertThat(tickets.open("0".repeat(64), model.id())).isFalse();
    assertThat(tickets.open("", model.id())).isFalse();
    assertThat(issued.toString()).doesNotContain(issued.ticket());
  }

  @Test
  void ticket_endsAfterFiveMinutes() {
    Model model = model();
    String ticket = tickets.issue(agent, model).ticket();
    clock.advance(Duration.ofMinutes(5).minusMillis(1));
    assertThat(tickets.open(ticket, model.id())).isTrue();
    clock.advance(Duration.ofMillis(1));
    assertThat(tickets.open(ticket, model.id())).isFalse();
  }

  @Test
  void ticketOfARevokedAgent_opensNothing() {
    Model model = model();
    String ticket = tickets.issue(agent, model).ticket();
    assertThat(agents.revoke("alice", agent)).isPresent();
    assertThat(tickets.open(ticket, model.id())).isFalse();
  }

  private Model model() {
    return new Model(
        UUID.randomUUID(),
        "alice",
        "Doorbell",
        Source.UPLOADED,
        "KL720",
        5,
        "0".repeat(64),
        null,
        clock.instant(),
        clock.instant());
  }
}
