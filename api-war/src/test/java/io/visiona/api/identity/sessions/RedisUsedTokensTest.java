package io.visiona.api.identity.sessions;

import static org.assertj.core.api.Assertions.assertThat;

import io.visiona.api.platform.redis.RedisLink;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RedisUsedTokensTest extends UsedTokensContract {
  private static final TestRedis REDIS = new TestRedis();
  private static final RedisLink LINK = new RedisLink(REDIS.config());

  private final UsedTokens used = new RedisUsedTokens(LINK);

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
  UsedTokens used() {
    return used;
  }

  @Override
  void pass(Duration time) {
    REDIS.pass(time);
  }

  @Test
  void anotherServer_knowsTheIdToo() {
    used.firstUse("a");

    assertThat(new RedisUsedTokens(LINK).firstUse("a")).isFalse();
  }
}
