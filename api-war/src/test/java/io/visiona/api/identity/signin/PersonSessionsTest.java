package io.visiona.api.identity.signin;

import static org.assertj.core.api.Assertions.assertThat;

import io.visiona.api.http.Caller;
import io.visiona.api.identity.sessions.ProviderTokens;
import io.visiona.api.identity.sessions.SessionKey;
import io.visiona.api.identity.sessions.UserSession;
import io.visiona.api.identity.signin.PersonSessions.Ended;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class PersonSessionsTest {
  private final SignInWorld world = new SignInWorld();

  @AfterEach
  void close() {
    world.close();
  }

  @Test
  void list_showsTheCallersSessionsNewestFirst() {
    UserSession first = add("alice");
    Instant firstUsed = world.clock.instant();
    world.clock.advance(Duration.ofMinutes(1));
    UserSession second = add("alice");
    add("bob");

    assertThat(as(second).list())
        .containsExactly(
            new UserSessionView(
                second.publicId(),
                second.createdAt().toString(),
                second.createdAt().toString(),
                second.expiresAt().toString(),
                true,
                null),
            new UserSessionView(
                first.publicId(),
                first.createdAt().toString(),
                firstUsed.toString(),
                first.expiresAt().toString(),
                false,
                null));
  }

  @Test
  void list_isNoUseOfTheSessionsItShows() {
    UserSession idle = add("alice");
    world.clock.advance(Duration.ofMinutes(29));
    as(add("alice")).list();
    world.clock.advance(Duration.ofMinutes(1));

    assertThat(world.sessions.find(idle.key())).isEmpty();
  }

  @Test
  void list_tellsNothingAboutTheCookie() {
    UserSession session = add("alice");

    assertThat(as(session).list().toString()).doesNotContain(session.key().hash());
  }

  @Test
  void ownSession_isEnded() {
    UserSession asking = add("alice");
    UserSession other = add("alice");

    assertThat(as(asking).end(other.publicId())).isEqualTo(Ended.OTHER);
    assertThat(world.sessions.find(other.key())).isEmpty();
    assertThat(world.sessions.find(asking.key())).isPresent();
  }

  @Test
  void askingSession_canEndItself() {
    UserSession asking = add("alice");

    assertThat(as(asking).end(asking.publicId())).isEqualTo(Ended.ASKING);
    assertThat(world.sessions.find(asking.key())).isEmpty();
  }

  @Test
  void anotherPersonsSession_isAbsentAndLives() {
    UserSession asking = add("alice");
    UserSession theirs = add("bob");

    assertThat(as(asking).end(theirs.publicId())).isEqualTo(Ended.ABSENT);
    assertThat(world.sessions.find(theirs.key())).isPresent();
  }

  @Test
  void unknownId_isAbsent() {
    assertThat(as(add("alice")).end(UUID.randomUUID())).isEqualTo(Ended.ABSENT);
  }

  @Test
  void endingAllOthers_keepsTheAskingOneAndOtherPeoples() {
    UserSession asking = add("alice");
    UserSession other = add("alice");
    UserSession theirs = add("bob");

    as(asking).endOthers();

    assertThat(world.sessions.find(asking.key())).isPresent();
    assertThat(world.sessions.find(other.key())).isEmpty();
    assertThat(world.sessions.find(theirs.key())).isPresent();
  }

  private PersonSessions as(UserSession asking) {
    return new PersonSessions(world.sessions, asking);
  }

  private UserSession add(String subject) {
    Instant now = world.clock.instant();
    UserSession session =
        new UserSession(
            SessionKey.of(world.cookie.newId()),
            UUID.randomUUID(),
            new Caller(subject, subject, subject, ""),
            null,
            new ProviderTokens("t", now, null),
            List.of(),
            now,
            now.plus(Duration.ofHours(12)),
            null);
    world.sessions.add(session);
    return session;
  }
}
