package io.visiona.api.identity.signin;

import static io.visiona.api.identity.signin.SignInWorld.NOTHING;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.visiona.api.identity.sessions.SessionKey;
import io.visiona.api.identity.sessions.TestRedis;
import io.visiona.api.identity.sessions.UserSession;
import io.visiona.api.identity.sessions.UserSessionStore;
import io.visiona.api.identity.sessions.UserSessionStores;
import io.visiona.api.identity.signin.CallbackOutcome.SignedIn;
import io.visiona.api.identity.signin.ScriptedProvider.Answer;
import io.visiona.api.platform.redis.RedisConfig;
import io.visiona.api.platform.redis.RedisLink;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/**
 * A rotated refresh token is worth the session, so a moment's silence of Redis must not lose it.
 */
class RefreshWithRedisTest {

  @Test
  void newRefreshToken_isStoredOnceRedisAnswersAgain() {
    try (SignInWorld world = new SignInWorld();
        TestRedis redis = new TestRedis();
        RedisLink link =
            new RedisLink(new RedisConfig(redis.config().url(), Duration.ofMillis(200)))) {
      UserSessionStore store = UserSessionStores.redis(link, world.clock);
      SignedIn signedIn = (SignedIn) world.finish(world.open(NOTHING));
      UserSession session = world.sessions.find(SessionKey.of(signedIn.sessionId())).orElseThrow();
      // The first connection loads the client's classes, which may take longer than one command
      // may.
      await().until(store::available);
      store.add(session);
      world.clock.advance(Duration.ofMinutes(5));
      world.provider.tokenGate = new CountDownLatch(1);
      world.provider.tokenAnswer =
          new Answer(
              200,
              "{\"access_token\":\"a-2\",\"token_type\":\"Bearer\",\"refresh_token\":\"r-2\"}");

      world.refresherOf(store).consider(session);
      await().untilAtomic(world.provider.exchanges, is -> assertThat(is).isEqualTo(2));
      redis.pause(Duration.ofMillis(1500));
      assertThat(store.available()).isFalse();
      world.provider.tokenGate.countDown();

      await()
          .ignoreExceptions()
          .untilAsserted(() ->
              assertThat(store.find(session.key()).orElseThrow().tokens().refreshToken())
                  .isEqualTo("r-2"));
    }
  }
}
