package io.visiona.api.identity.sessions;

import static org.assertj.core.api.Assertions.assertThat;

import io.visiona.api.platform.redis.RedisLink;
import java.security.SecureRandom;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RedisPendingLoginsTest extends PendingLoginsContract {
  private static final TestRedis REDIS = new TestRedis();
  private static final RedisLink LINK = new RedisLink(REDIS.config());

  private final PendingLogins logins =
      new RedisPendingLogins(
          LINK, new Sealer(UserSessionConfig.DEVELOPMENT_KEYS, new SecureRandom()), clock, MOST);

  @AfterAll
  static void stop() {
    LINK.close();
    REDIS.close();
  }

  @BeforeEach
  void flush() {
    REDIS.flush();
  }

  @Override
  PendingLogins logins() {
    return logins;
  }

  @Override
  void pass(Duration time) {
    clock.advance(time);
    REDIS.pass(time);
  }

  @Test
  void whatIsInRedis_tellsNothing() {
    logins.add(key, login("the-state"));

    assertThat(REDIS.content().toString())
        .doesNotContain("the-state", "nonce", "verifier", "agents");
  }

  @Test
  void flood_staysBounded() {
    for (int i = 0; i < 3 * MOST; i++) {
      logins.add(SessionKey.of("flood" + i), login("flood" + i));
    }

    assertThat(REDIS.content()).hasSize(MOST + 1);
  }

  @Test
  void takenLogin_leavesNothing() {
    logins.add(key, login("a"));
    logins.take(key, "a");

    assertThat(REDIS.content()).isEmpty();
  }
}
