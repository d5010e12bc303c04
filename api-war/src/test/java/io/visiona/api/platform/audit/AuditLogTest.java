package io.visiona.api.platform.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.visiona.api.http.Cursor;
import io.visiona.api.platform.audit.AuditEvent.Actor;
import io.visiona.api.platform.database.DatabaseKind;
import io.visiona.api.platform.database.TestDatabase;
import io.visiona.api.platform.work.RotatingFile;
import io.visiona.shared.persistence.DatabaseException;
import io.visiona.shared.persistence.Transactions;
import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.persistence.EntityManager;
import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceLock;

/** Requests never wait for it, and what a database could not take is stored when it can. */
@ResourceLock(TestDatabase.LOCK)
final class AuditLogTest {
  private static final String ALICE = "subject-alice";
  private static final Origin HERE = new Origin("192.0.2.7", "req_1");

  private final AtomicBoolean away = new AtomicBoolean();
  private final AuditTrail trail =
      new AuditTrail(
          unreliable(TestDatabase.empty(DatabaseKind.H2)), Duration.ofDays(90), Clock.systemUTC());

  @TempDir private Path folder;

  @Test
  void event_isALineOfJson_andARow() throws IOException {
    AuditLog log = log();
    log.record(event("agent.revoke", 204));
    log.record(event("agent.change", 404));
    log.write();

    List<String> lines = Files.readAllLines(folder.resolve("logs/audit.log"));
    assertThat(lines).hasSize(2);
    JsonObject second = Json.createReader(new StringReader(lines.get(1))).readObject();
    assertThat(second.getString("subject")).isEqualTo(ALICE);
    assertThat(second.getString("action")).isEqualTo("agent.change");
    assertThat(second.getString("outcome")).isEqualTo("refused");
    assertThat(second.getString("address")).isEqualTo("192.0.2.7");
    assertThat(second.isNull("program")).isTrue();
    assertThat(stored())
        .extracting(AuditEvent::action)
        .containsExactlyInAnyOrder("agent.revoke", "agent.change");
  }

  @Test
  void databaseThatIsAway_getsTheSameEventsLater_andTheFileHasEachOnce() throws IOException {
    AuditLog log = log();
    away.set(true);
    log.record(event("agent.revoke", 204));
    assertThatThrownBy(log::write).isInstanceOf(DatabaseException.class);
    assertThatThrownBy(log::write).isInstanceOf(DatabaseException.class);
    log.record(event("agent.change", 200));
    away.set(false);
    log.end();

    assertThat(Files.readAllLines(folder.resolve("logs/audit.log"))).hasSize(2);
    assertThat(stored()).hasSize(2);
  }

  @Test
  void eventsBeyondTheBound_areLost_insteadOfHoldingUpRequests() {
    AuditLog log = log();
    for (int i = 0; i < AuditLog.MOST_WAITING + 5; i++) {
      log.record(event("agent.change", 200));
    }
    away.set(true);
    assertThatThrownBy(log::write).isInstanceOf(DatabaseException.class);
    away.set(false);
    log.write();
    assertThat(stored(AuditLog.MOST_WAITING + 5)).hasSize(AuditLog.MOST_WAITING);
  }

  @Test
  void outcome_isWhatTheStatusSays() {
    assertThat(event("a.a", 302).outcome()).isEqualTo("done");
    assertThat(event("a.a", 499).outcome()).isEqualTo("refused");
    assertThat(event("a.a", 502).outcome()).isEqualTo("failed");
  }

  private AuditLog log() {
    return new AuditLog(Optional.of(new RotatingFile(folder.resolve("logs/audit.log"))), trail);
  }

  private List<AuditEvent> stored() {
    return stored(10);
  }

  private List<AuditEvent> stored(int most) {
    return trail.list(ALICE, Cursor.START, most);
  }

  private static AuditEvent event(String action, int status) {
    return AuditEvent.now(
        ALICE, Actor.PERSON, UUID.randomUUID(), null, action, null, null, HERE, status);
  }

  private Transactions unreliable(TestDatabase database) {
    return new Transactions() {
      @Override
      public <T> T call(Function<EntityManager, T> work) {
        if (away.get()) {
          throw new DatabaseException("away", new IllegalStateException());
        }
        return database.call(work);
      }
    };
  }
}
