package io.visiona.api.identity.sessions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.visiona.api.platform.redis.RedisConfig;
import io.visiona.api.platform.redis.RedisLink;
import io.visiona.shared.config.Secret;
import io.visiona.shared.error.ApiException;
import io.visiona.shared.error.ErrorCode;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.Collections;
import java.util.Set;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/** Redis is not there, goes, comes back, or is silent. */
class RedisAwayTest {
  private static final SessionKey KEY = SessionKey.of("id");

  @Test
  void neverThere_isUnavailableAtOnceAndUsedOnceItComes() {
    try (TestRedis redis = new TestRedis()) {
      redis.stop();
      try (RedisLink link = new RedisLink(redis.config())) {
        UserSessionStore store = store(link);
        assertUnavailable(() -> store.find(KEY));
        assertThat(store.available()).isFalse();

        redis.restart();
        await().atMost(Duration.ofSeconds(10)).until(store::available);
        assertThat(store.find(KEY)).isEmpty();
      }
    }
  }

  @Test
  void restarted_isUnavailableMeanwhileAndUsedAgain() {
    try (TestRedis redis = new TestRedis();
        RedisLink link = new RedisLink(redis.config())) {
      UserSessionStore store = store(link);
      UserSession session = TestSessions.session(Clock.systemUTC(), "id", "alice", "sid");
      store.add(session);
      redis.stop();

      await().atMost(Duration.ofSeconds(10)).until(() -> !store.available());
      assertUnavailable(() -> store.find(KEY));
      assertUnavailable(() -> store.add(session));
      assertUnavailable(() -> store.end(KEY));
      assertUnavailable(() -> store.ofSubject("alice"));
      assertUnavailable(() -> store.ofProviderSession("sid"));
      assertUnavailable(() -> store.claimRefresh(KEY, Duration.ofMinutes(1)));
      assertUnavailable(() -> store.renew(KEY, session.tokens()));

      redis.restart();
      await().atMost(Duration.ofSeconds(10)).until(store::available);
      store.add(session);
      assertThat(store.find(KEY)).contains(session);
    }
  }

  /** After a failover the address leads to another server, while the old one lives on. */
  @Test
  void demoted_isUnavailable_andItsConnectionIsGivenUp() {
    try (TestRedis redis = new TestRedis();
        RedisLink link = new RedisLink(redis.config())) {
      UserSessionStore store = store(link);
      UserSession session = TestSessions.session(Clock.systemUTC(), "id", "alice", "sid");
      store.add(session);
      Set<String> before = redis.clients();
      redis.demote();
      assertUnavailable(() -> store.add(session));
      await("not at once: there may be no other server")
          .until(() -> {
            assertUnavailable(() -> store.add(session));
            return Collections.disjoint(redis.clients(), before);
          });
      redis.promote();
      store.add(session);
    }
  }

  @Test
  void silent_isUnavailableAfterTheTimeout() throws IOException {
    try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        RedisLink link =
            new RedisLink(
                new RedisConfig(
                    new Secret("redis://127.0.0.1:" + silent.getLocalPort()),
                    Duration.ofMillis(200)))) {
      long before = System.nanoTime();
      assertUnavailable(() -> store(link).find(KEY));
      assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Duration.ofSeconds(5));
    }
  }

  private static UserSessionStore store(RedisLink link) {
    return new RedisUserSessionStore(
        link,
        TestSessions.CONFIG,
        new Sealer(UserSessionConfig.DEVELOPMENT_KEYS, new SecureRandom()),
        Clock.systemUTC());
  }

  private static void assertUnavailable(ThrowingCallable call) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            ApiException.class,
            failed -> assertThat(failed.code()).isEqualTo(ErrorCode.UNAVAILABLE));
  }
}
