package io.visiona.api.identity.sessions;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What every session store does. */
abstract class UserSessionStoreContract {
  protected final TestClock clock = new TestClock(Instant.parse("2026-11-21T10:00:00Z"));

  abstract UserSessionStore store();

  /** Lets time pass, for the store too. */
  abstract void pass(Duration time);

  @Test
  void addedSession_isFoundAsItWas() {
    UserSession session = add("id", "alice", "sid");

    assertThat(store().find(SessionKey.of("id"))).contains(session);
    assertThat(store().find(SessionKey.of("other"))).isEmpty();
  }

  @Test
  void sessionWithoutSidAndRefreshToken_isFoundAsItWas() {
    UserSession session =
        TestSessions.session(clock, "id", "alice", null)
            .with(new ProviderTokens("a", clock.instant(), null));
    store().add(session);

    assertThat(store().find(SessionKey.of("id"))).contains(session);
  }

  @Test
  void endedSession_isGoneEverywhere() {
    UserSession session = add("id", "alice", "sid");

    assertThat(store().end(SessionKey.of("id"))).contains(session);
    assertThat(store().end(SessionKey.of("id"))).isEmpty();
    assertThat(store().find(SessionKey.of("id"))).isEmpty();
    assertThat(store().ofSubject("alice")).isEmpty();
    assertThat(store().ofProviderSession("sid")).isEmpty();
  }

  @Test
  void lookingAtIt_isNoUse() {
    UserSession session = add("id", "alice", "sid");
    pass(Duration.ofMinutes(20));
    assertThat(store().peek(session.key())).contains(session);

    pass(Duration.ofMinutes(10));
    assertThat(store().peek(session.key())).isEmpty();
  }

  @Test
  void unusedForTheIdleTimeout_isGone() {
    add("id", "alice", "sid");
    pass(Duration.ofMinutes(30));

    assertThat(store().ofSubject("alice")).isEmpty();
    assertThat(store().ofProviderSession("sid")).isEmpty();
    assertThat(store().end(SessionKey.of("id"))).isEmpty();
    assertThat(store().find(SessionKey.of("id"))).isEmpty();
  }

  @Test
  void use_keepsItAlive_butNotBeyondTheAbsoluteEnd() {
    add("id", "alice", null);
    for (int i = 0; i < 24; i++) {
      assertThat(store().find(SessionKey.of("id"))).as("after %d half hours", i).isPresent();
      pass(Duration.ofMinutes(30).minusSeconds(1));
    }
    assertThat(store().find(SessionKey.of("id"))).as("24 s before its end").isPresent();
    pass(Duration.ofSeconds(24));

    assertThat(store().ofSubject("alice")).isEmpty();
    assertThat(store().find(SessionKey.of("id"))).isEmpty();
  }

  @Test
  void listing_isNoUse_andTellsTheLastOne() {
    add("id", "alice", "sid");
    pass(Duration.ofMinutes(10));
    store().find(SessionKey.of("id"));
    Instant used = clock.instant();
    pass(Duration.ofMinutes(29));

    assertThat(store().ofSubject("alice"))
        .singleElement()
        .satisfies(listed ->
            assertThat(Duration.between(used, listed.lastUsedAt()).abs())
                .isLessThan(Duration.ofSeconds(5)));
    store().ofProviderSession("sid");
    pass(Duration.ofMinutes(1));
    assertThat(store().find(SessionKey.of("id"))).isEmpty();
  }

  @Test
  void idleEnds_areThoseOfLiveSessions_andAskingIsNoUse() {
    add("id", "alice", "sid");
    add("ended", "alice", null);
    store().end(SessionKey.of("ended"));
    List<SessionKey> all =
        List.of(SessionKey.of("id"), SessionKey.of("ended"), SessionKey.of("never was"));
    Instant end = clock.instant().plus(Duration.ofMinutes(30));
    pass(Duration.ofMinutes(29));

    assertThat(store().idleEnds(all)).containsOnlyKeys(SessionKey.of("id"));
    assertThat(store().idleEnds(all).values())
        .allSatisfy(time ->
            assertThat(Duration.between(end, time).abs()).isLessThan(Duration.ofSeconds(5)));
    assertThat(store().idleEnds(List.of())).isEmpty();
    pass(Duration.ofMinutes(1));
    assertThat(store().idleEnds(all)).isEmpty();
  }

  @Test
  void sessionsOfAPerson_areListedOldestFirst() {
    add("b", "alice", null);
    pass(Duration.ofSeconds(1));
    add("a", "alice", null);
    add("c", "bob", null);

    assertThat(store().ofSubject("alice"))
        .extracting(used -> used.session().key())
        .containsExactly(SessionKey.of("b"), SessionKey.of("a"));
  }

  @Test
  void providersSession_isFoundByItsId() {
    add("a", "alice", "sid-1");
    add("b", "alice", "sid-2");
    add("c", "bob", "sid-2");

    assertThat(store().ofProviderSession("sid-2"))
        .extracting(UserSession::key)
        .containsExactlyInAnyOrder(SessionKey.of("b"), SessionKey.of("c"));
  }

  @Test
  void onePersonsFourthSession_endsTheFirst() {
    for (String id : List.of("a", "b", "c", "d")) {
      add(id, "alice", "sid-" + id);
      pass(Duration.ofSeconds(1));
    }

    assertThat(store().find(SessionKey.of("a"))).isEmpty();
    assertThat(store().ofProviderSession("sid-a")).isEmpty();
    assertThat(store().ofSubject("alice")).hasSize(3);
  }

  @Test
  void sessionsThatAreOver_takeNobodysPlace() {
    add("a", "alice", null);
    add("b", "alice", null);
    pass(Duration.ofMinutes(29));
    store().find(SessionKey.of("b"));
    pass(Duration.ofMinutes(1));
    add("c", "alice", null);
    add("d", "alice", null);

    assertThat(store().find(SessionKey.of("b"))).as("a is over, so three live").isPresent();
  }

  @Test
  void renewedTokens_areTheSessions() {
    UserSession session = add("id", "alice", null);
    ProviderTokens next =
        new ProviderTokens("next", clock.instant().plusSeconds(600), "next-refresh");

    assertThat(store().renew(session.key(), next)).isTrue();
    assertThat(store().find(session.key())).contains(session.with(next));
    assertThat(store().ofSubject("alice"))
        .singleElement()
        .extracting(UsedSession::session)
        .isEqualTo(session.with(next));
  }

  @Test
  void renewing_isNoUse() {
    UserSession session = add("id", "alice", null);
    pass(Duration.ofMinutes(29));
    store().renew(session.key(), session.tokens());
    pass(Duration.ofMinutes(1));

    assertThat(store().find(session.key())).isEmpty();
  }

  @Test
  void endedSession_isNotRenewedIntoLife() {
    UserSession session = add("id", "alice", null);
    store().end(session.key());

    assertThat(store().renew(session.key(), session.tokens())).isFalse();
    assertThat(store().find(session.key())).isEmpty();
  }

  @Test
  void sessionThatEndsWhileItIsRenewed_staysEnded() throws Exception {
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < 300; i++) {
        UserSession session = add("id" + i, "alice", null);
        Callable<Object> renew = () -> store().renew(session.key(), session.tokens());
        Callable<Object> end = () -> store().end(session.key());
        for (Future<Object> each : threads.invokeAll(List.of(renew, end))) {
          each.get();
        }
        assertThat(store().find(session.key())).as("round %d", i).isEmpty();
      }
    }
  }

  @Test
  void refresh_isClaimedByOneOfMany_untilTheLeaseIsOver() throws Exception {
    UserSession session = add("id", "alice", null);
    Callable<Boolean> claim = () -> store().claimRefresh(session.key(), Duration.ofMinutes(1));
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      long claimed = 0;
      for (Future<Boolean> each :
          threads.invokeAll(Stream.generate(() -> claim).limit(50).toList())) {
        claimed += each.get() ? 1 : 0;
      }
      assertThat(claimed).isEqualTo(1);
    }
    pass(Duration.ofSeconds(59));
    assertThat(claim.call()).isFalse();
    pass(Duration.ofSeconds(2));
    assertThat(claim.call()).isTrue();
  }

  @Test
  void workingStore_isAvailable() {
    assertThat(store().available()).isTrue();
  }

  protected UserSession add(String id, String subject, @Nullable String sid) {
    UserSession session = TestSessions.session(clock, id, subject, sid);
    store().add(session);
    return session;
  }
}
