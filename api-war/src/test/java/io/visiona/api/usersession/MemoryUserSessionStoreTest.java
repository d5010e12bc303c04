package io.visiona.api.usersession;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.visiona.api.http.Caller;
import io.visiona.shared.error.ApiException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.jspecify.annotations.Nullable;

class MemoryUserSessionStoreTest {
  private static final UserSessionConfig CONFIG =
      new UserSessionConfig(
          UserSessionConfig.DEVELOPMENT_KEYS, Duration.ofMinutes(30), Duration.ofHours(12), 5, 3, 100);

  private final TestClock clock = new TestClock(Instant.parse("2026-11-21T10:00:00Z"));
  private final MemoryUserSessionStore store = new MemoryUserSessionStore(CONFIG, clock);

  @Test
  void addedSession_isFound() {
    UserSession session = add("id", "alice", null);

    assertThat(store.find(SessionKey.of("id"))).contains(session);
    assertThat(store.find(SessionKey.of("other"))).isEmpty();
  }

  @Test
  void endedSession_isGoneEverywhere() {
    add("id", "alice", "sid");

    assertThat(store.end(SessionKey.of("id"))).isPresent();
    assertThat(store.end(SessionKey.of("id"))).isEmpty();
    assertThat(store.find(SessionKey.of("id"))).isEmpty();
    assertThat(store.ofSubject("alice")).isEmpty();
    assertThat(store.ofProviderSession("sid")).isEmpty();
  }

  @Test
  void unusedForTheIdleTimeout_isGone() {
    add("id", "alice", null);
    clock.advance(Duration.ofMinutes(30));

    assertThat(store.find(SessionKey.of("id"))).isEmpty();
    assertThat(store.size()).isZero();
  }

  @Test
  void use_keepsItAlive_butNotBeyondTheAbsoluteEnd() {
    add("id", "alice", null);
    for (int i = 0; i < 24; i++) {
      assertThat(store.find(SessionKey.of("id"))).as("after %d half hours", i).isPresent();
      clock.advance(Duration.ofMinutes(30).minusSeconds(1));
    }
    clock.advance(Duration.ofSeconds(24));

    assertThat(store.find(SessionKey.of("id"))).isEmpty();
  }

  @Test
  void sessionsOfAPerson_areListedOldestFirst() {
    add("a", "alice", null);
    clock.advance(Duration.ofSeconds(1));
    add("b", "alice", null);
    add("c", "bob", null);

    assertThat(store.ofSubject("alice")).extracting(used -> used.session().key()).containsExactly(SessionKey.of("a"), SessionKey.of("b"));
  }

  @Test
  void providersSession_isFoundByItsId() {
    add("a", "alice", "sid-1");
    add("b", "alice", "sid-2");

    assertThat(store.ofProviderSession("sid-2")).extracting(UserSession::key).containsExactly(SessionKey.of("b"));
  }

  @Test
  void onePersonsFourthSession_endsTheFirst() {
    for (String id : List.of("a", "b", "c", "d")) {
      add(id, "alice", null);
      clock.advance(Duration.ofSeconds(1));
    }

    assertThat(store.find(SessionKey.of("a"))).isEmpty();
    assertThat(store.ofSubject("alice")).hasSize(3);
  }

  @Test
  void fullStore_refusesButExpiredSessionsMakeRoom() {
    for (int i = 0; i < 5; i++) {
      add("id" + i, "person" + i, null);
    }

    assertThatThrownBy(() -> add("id5", "person5", null)).isInstanceOf(ApiException.class);

    clock.advance(Duration.ofMinutes(31));
    add("id5", "person5", null);
    assertThat(store.size()).isEqualTo(1);
  }

  private UserSession add(String id, String subject, @Nullable String sid) {
    Instant now = clock.instant();
    UserSession session =
        new UserSession(
            SessionKey.of(id),
            UUID.randomUUID(),
            new Caller(subject, subject, subject, ""),
            sid,
            new ProviderTokens("token", now, null),
            List.of(),
            now,
            now.plus(CONFIG.absoluteTimeout()));
    store.add(session);
    return session;
  }
}
