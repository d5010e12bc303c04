package io.visiona.api.auth;

import static io.visiona.api.auth.SignInWorld.NOTHING;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.visiona.api.auth.CallbackOutcome.SignedIn;
import io.visiona.api.auth.ScriptedProvider.Answer;
import io.visiona.api.redis.RedisConfig;
import io.visiona.api.redis.RedisLink;
import io.visiona.api.usersession.SessionKey;
import io.visiona.api.usersession.TestRedis;
import io.visiona.api.usersession.UserSession;
import io.visiona.api.usersession.UserSessionStore;
import io.visiona.api.usersession.UserSessionStores;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/** A rotated refresh token is worth the session, so a moment's silence of Redis must not lose it. */
class RefreshWithRedisTest {

  @Test
  void newRefreshToken_isStoredOnceRedisAnswersAgain() {
    try (SignInWorld world = new SignInWorld();
        TestRedis redis = new TestRedis();
        RedisLink link = new RedisLink(new RedisConfig(redis.config().url(), Duration.ofMillis(200)))) {
      UserSessionStore store = UserSessionStores.redis(link, world.clock);
      SignedIn signedIn = (SignedIn) world.finish(world.open(NOTHING));
      UserSession session = world.sessions.find(SessionKey.of(signedIn.sessionId())).orElseThrow();
      store.add(session);
      world.clock.advance(Duration.ofMinutes(5));
      world.provider.tokenGate = new CountDownLatch(1);
      world.provider.tokenAnswer =
          new Answer(200, "{\"access_token\":\"a-2\",\"token_type\":\"Bearer\",\"refresh_token\":\"r-2\"}");

      world.refresherOf(store).consider(session);
      await().untilAtomic(world.provider.exchanges, is -> assertThat(is).isEqualTo(2));
      redis.pause(Duration.ofMillis(1500));
      assertThat(store.available()).isFalse();
      world.provider.tokenGate.countDown();

      await()
          .ignoreExceptions()
          .untilAsserted(
              () -> assertThat(store.find(session.key()).orElseThrow().tokens().refreshToken()).isEqualTo("r-2"));
    }
  }
}
