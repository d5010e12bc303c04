package io.visiona.api.identity.signin;

import static io.visiona.api.identity.signin.SignInWorld.NOTHING;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.visiona.api.identity.sessions.ProviderTokens;
import io.visiona.api.identity.sessions.SessionKey;
import io.visiona.api.identity.sessions.UserSession;
import io.visiona.api.identity.signin.CallbackOutcome.SignedIn;
import io.visiona.api.identity.signin.ScriptedProvider.Answer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** ADR 0011: a session whose access token expired is refreshed while its requests go on. */
class SessionRefresherTest {
  private static final Answer RENEWED =
      new Answer(
          200,
          "{\"access_token\":\"access-2\",\"token_type\":\"Bearer\",\"expires_in\":300,\"refresh_token\":\"refresh-2\"}");

  private SignInWorld world = new SignInWorld();

  @AfterEach
  void close() {
    world.close();
  }

  @Test
  void liveAccessToken_isLeftAlone() {
    UserSession session = signIn();
    world.clock.advance(Duration.ofSeconds(299));
    world.refresher.consider(session);

    assertThat(world.provider.exchanges).as("only the sign-in's").hasValue(1);
  }

  @Test
  void expiredAccessToken_isRenewedOnceHoweverManyRequestsCome_andNoneWaits() {
    UserSession session = signInAndExpire();
    world.provider.tokenGate = new CountDownLatch(1);
    world.provider.tokenAnswer = RENEWED;
    try (ExecutorService requests = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < 100; i++) {
        requests.execute(() -> world.refresher.consider(session));
      }
    } // closing awaits them, with the provider yet to answer
    assertThat(stored(session).tokens()).isEqualTo(session.tokens());

    world.provider.tokenGate.countDown();
    awaitTokens(session, "access-2", "refresh-2");
    assertThat(world.provider.exchanges).hasValue(2);
  }

  @Test
  void rotatedRefreshToken_isTheOneUsedNext() {
    UserSession session = signInAndExpire();
    world.provider.tokenAnswer = RENEWED;
    world.refresher.consider(session);
    awaitTokens(session, "access-2", "refresh-2");

    passRefresh();
    world.refresher.consider(stored(session));
    await().untilAtomic(world.provider.exchanges, is -> assertThat(is).isEqualTo(3));
    assertThat(world.provider.forms.getLast()).containsEntry("refresh_token", List.of("refresh-2"));
  }

  @Test
  void refreshTokenThatIsNotRotated_isKept() {
    UserSession session = signInAndExpire();
    world.provider.tokenAnswer =
        new Answer(
            200, "{\"access_token\":\"access-2\",\"token_type\":\"Bearer\",\"expires_in\":300}");
    world.refresher.consider(session);

    awaitTokens(session, "access-2", "refresh-token");
  }

  @Test
  void answerWithoutALifetime_isNotAskedForAgainAtOnce() {
    UserSession session = signInAndExpire();
    world.provider.tokenAnswer =
        new Answer(200, "{\"access_token\":\"access-2\",\"token_type\":\"Bearer\"}");
    world.refresher.consider(session);
    awaitTokens(session, "access-2", "refresh-token");

    assertThat(stored(session).tokens().accessTokenExpiresAt())
        .isAfter(world.clock.instant().plusSeconds(60));
  }

  @Test
  void badIdTokenInTheAnswer_doesNotCostTheNewRefreshToken() {
    UserSession session = signInAndExpire();
    world.provider.tokenAnswer =
        new Answer(200, RENEWED.body().replace("{\"access", "{\"id_token\":\"nonsense\",\"access"));
    world.refresher.consider(session);

    awaitTokens(session, "access-2", "refresh-2");
  }

  @Test
  void invalidGrant_endsTheSession() {
    UserSession session = signInAndExpire();
    world.provider.tokenAnswer = new Answer(400, "{\"error\":\"invalid_grant\"}");
    world.refresher.consider(session);

    await().until(() -> world.sessions.find(session.key()).isEmpty());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "500|{}",
        "503|<html>",
        "429|{}",
        "400|{\"error\":\"invalid_request\"}",
        "401|{\"error\":\"invalid_client\"}",
        "400|",
        "200|{}",
        "200|<html>"
      })
  void anyOtherFailure_keepsTheSession_andIsNotRepeatedAtOnce(int status, String body) {
    UserSession session = signInAndExpire();
    world.provider.tokenAnswer = new Answer(status, body == null ? "" : body);
    world.refresher.consider(session);
    await().untilAtomic(world.provider.exchanges, is -> assertThat(is).isEqualTo(2));
    for (int i = 0; i < 10; i++) {
      world.refresher.consider(session);
    }

    world.provider.tokenAnswer = RENEWED;
    passRefresh();
    world.refresher.consider(stored(session));
    awaitTokens(session, "access-2", "refresh-2");
    assertThat(world.provider.exchanges).hasValue(3);
  }

  @Test
  void stoppedProvider_keepsTheSession() {
    UserSession session = signInAndExpire();
    world.provider.close();
    world.refresher.consider(session);
    world.refresher.consider(session);

    assertThat(world.sessions.find(session.key())).isPresent();
  }

  @Test
  void twoServers_useARefreshTokenOnce() {
    UserSession session = signInAndExpire();
    world.provider.tokenAnswer = RENEWED;
    SessionRefresher other = world.anotherRefresher();
    world.refresher.consider(session);
    other.consider(session);
    awaitTokens(session, "access-2", "refresh-2");
    other.consider(session); // with what it read before

    assertThat(world.provider.exchanges).hasValue(2);
  }

  @Test
  void sessionWithoutRefreshToken_isNeverRefreshed() {
    UserSession session = signInAndExpire();
    world.sessions.renew(session.key(), new ProviderTokens("a", world.clock.instant(), null));
    world.refresher.consider(stored(session));

    assertThat(world.provider.exchanges).hasValue(1);
  }

  @Test
  void sessionThatEndsMeanwhile_staysEnded() {
    UserSession session = signInAndExpire();
    world.provider.tokenGate = new CountDownLatch(1);
    world.provider.tokenAnswer = RENEWED;
    world.refresher.consider(session);
    await().untilAtomic(world.provider.exchanges, is -> assertThat(is).isEqualTo(2));
    world.sessions.end(session.key());
    world.provider.tokenGate.countDown();

    world.awaitRefreshes();
    assertThat(world.sessions.find(session.key())).isEmpty();
  }

  @Test
  void publicClient_refreshesWithoutATraceOfASecret() {
    UserSession session = signInAndExpire();
    world.provider.tokenAnswer = RENEWED;
    world.refresher.consider(session);
    awaitTokens(session, "access-2", "refresh-2");

    assertThat(world.provider.authorizations).isEmpty();
    assertThat(world.provider.forms.getLast())
        .containsOnlyKeys("grant_type", "refresh_token", "client_id")
        .containsEntry("refresh_token", List.of("refresh-token"));
  }

  @Test
  void confidentialClient_refreshesByBasic() {
    world.close();
    world = new SignInWorld(ScriptedProvider.SECRET);
    UserSession session = signInAndExpire();
    world.provider.tokenAnswer = RENEWED;
    world.refresher.consider(session);
    awaitTokens(session, "access-2", "refresh-2");

    assertThat(world.provider.authorizations).hasSize(2);
    assertThat(world.provider.forms.getLast()).containsOnlyKeys("grant_type", "refresh_token");
  }

  private UserSession signIn() {
    SignedIn signedIn = (SignedIn) world.finish(world.open(NOTHING));
    return world.sessions.find(SessionKey.of(signedIn.sessionId())).orElseThrow();
  }

  private UserSession signInAndExpire() {
    UserSession session = signIn();
    world.clock.advance(Duration.ofMinutes(5));
    return session;
  }

  /** Until both the claim and the access token of a renewal are over. */
  private void passRefresh() {
    world.clock.advance(Duration.ofMinutes(5));
    world.nanos.addAndGet(Duration.ofMinutes(5).toNanos());
  }

  private UserSession stored(UserSession session) {
    return world.sessions.find(session.key()).orElseThrow();
  }

  private void awaitTokens(UserSession session, String access, String refresh) {
    await()
        .untilAsserted(() -> {
          assertThat(stored(session).tokens().accessToken()).isEqualTo(access);
          assertThat(stored(session).tokens().refreshToken()).isEqualTo(refresh);
        });
  }
}
