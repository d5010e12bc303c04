package io.visiona.api.platform.audit;

import static org.assertj.core.api.Assertions.assertThat;

import io.visiona.api.http.Cursor;
import io.visiona.api.platform.audit.AuditEvent.Actor;
import io.visiona.api.platform.database.DatabaseKind;
import io.visiona.api.platform.database.MovableClock;
import io.visiona.api.platform.database.TestDatabase;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** The same on every database. */
@ParameterizedClass
@EnumSource(DatabaseKind.class)
@SuppressWarnings("NullAway.Init") // set up before each test
@ResourceLock(TestDatabase.LOCK)
final class AuditTrailTest {
  private static final String ALICE = "subject-alice";
  private static final Duration KEEP = Duration.ofDays(90);

  @Parameter DatabaseKind kind;

  private final MovableClock clock = new MovableClock();
  private AuditTrail trail;

  @BeforeEach
  void start() {
    trail = new AuditTrail(TestDatabase.empty(kind), KEEP, clock);
  }

  @Test
  void event_isReadAsItWasWritten() {
    AuditEvent whole = event(ALICE, clock.instant(), "model.rename");
    AuditEvent bare =
        new AuditEvent(
            UUID.randomUUID(),
            clock.instant().minusSeconds(1),
            ALICE,
            Actor.PROVIDER,
            null,
            null,
            "session.end",
            null,
            null,
            "2001:db8::1",
            204,
            "req_2");
    trail.add(List.of(whole, bare));
    assertThat(trail.list(ALICE, Cursor.START, 10)).containsExactly(whole, bare);
  }

  @Test
  void people_seeTheirOwnOnly() {
    AuditEvent hers = event(ALICE, clock.instant(), "agent.revoke");
    trail.add(List.of(hers, event("subject-bob", clock.instant(), "agent.revoke")));
    assertThat(trail.list(ALICE, Cursor.START, 10)).containsExactly(hers);
  }

  @Test
  void pages_goOnBehindTheLastOne_alsoWithinAMillisecond() {
    List<AuditEvent> three =
        List.of(
            event(ALICE, clock.instant(), "a.a"),
            event(ALICE, clock.instant(), "a.b"),
            event(ALICE, clock.instant(), "a.c"));
    trail.add(three);
    List<AuditEvent> first = trail.list(ALICE, Cursor.START, 2);
    AuditEvent last = first.getLast();
    List<AuditEvent> second = trail.list(ALICE, new Cursor(last.at(), last.id()), 2);
    assertThat(first).hasSize(2);
    assertThat(second).hasSize(1).doesNotContainAnyElementsOf(first);
  }

  @Test
  void whatIsOlderThanItIsKept_isForgotten() {
    AuditEvent old = event(ALICE, clock.instant(), "agent.change");
    clock.advance(Duration.ofMinutes(1));
    AuditEvent recent = event(ALICE, clock.instant(), "agent.change");
    trail.add(List.of(old, recent));
    clock.advance(KEEP.minus(Duration.ofSeconds(30)));
    assertThat(trail.forgetOld()).isEqualTo(1);
    assertThat(trail.list(ALICE, Cursor.START, 10)).containsExactly(recent);
  }

  private static AuditEvent event(String subject, Instant at, String action) {
    return new AuditEvent(
        UUID.randomUUID(),
        at,
        subject,
        Actor.PERSON,
        UUID.randomUUID(),
        "visiona on a laptop",
        action,
        UUID.randomUUID().toString(),
        "POST devices/scan",
        "192.0.2.7",
        403,
        "req_1");
  }
}
