package io.visiona.api.gateway.limit;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.bucket4j.TimeMeter;
import io.visiona.api.identity.sessions.TestRedis;
import io.visiona.api.platform.redis.RedisBytes;
import java.time.Duration;
import java.util.Collections;
import java.util.Set;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class RedisRateLimitsTest extends RateLimitsContract {
  private static final Duration TIMEOUT = Duration.ofSeconds(2);
  private static final TestRedis REDIS = new TestRedis();

  private final RedisBytes one = new RedisBytes(REDIS.config());
  private final RedisBytes two = new RedisBytes(REDIS.config());
  private final RateLimits limits = limits(one);

  @AfterAll
  static void stop() {
    REDIS.close();
  }

  @AfterEach
  void close() {
    one.close();
    two.close();
  }

  private static RateLimits limits(RedisBytes link) {
    return new RedisRateLimits(link, new LocalRateLimits(TimeMeter.SYSTEM_NANOTIME), TIMEOUT);
  }

  @Override
  RateLimits limits() {
    return limits;
  }

  @Test
  void servers_countTogether() {
    RateLimits other = limits(two);
    RequestQuota three = new RequestQuota(3, Duration.ofHours(1));
    assertThat(limits.take("u:together", three).allowed()).isTrue();
    assertThat(other.take("u:together", three).remaining()).isEqualTo(1);
    assertThat(limits.take("u:together", three).allowed()).isTrue();
    assertThat(other.take("u:together", three).allowed()).isFalse();
  }

  @Test
  void whatIsKept_goesAwayByItself() {
    limits.take("u:expiring", new RequestQuota(5, Duration.ofSeconds(1)));
    Awaitility.await()
        .atMost(Duration.ofSeconds(15))
        .until(
            () -> REDIS.content().keySet().stream().noneMatch(key -> key.contains("u:expiring")));
  }

  @Test
  void whileRedisIsAway_eachServerCountsForItself() {
    RequestQuota two = new RequestQuota(2, Duration.ofHours(1));
    assertThat(limits.take("u:away", two).allowed()).isTrue();
    REDIS.stop();
    try {
      Awaitility.await()
          .atMost(Duration.ofSeconds(15))
          .until(
              () -> limits.take("u:probe", new RequestQuota(1000, Duration.ofHours(1))).allowed());
      assertThat(limits.take("u:away", two).allowed()).isTrue();
      assertThat(limits.take("u:away", two).allowed()).isTrue();
      assertThat(limits.take("u:away", two).allowed()).as("not open").isFalse();
    } finally {
      REDIS.restart();
    }
    Awaitility.await()
        .atMost(Duration.ofSeconds(20))
        .until(() -> {
          limits.take("u:back", two);
          return REDIS.content().keySet().stream().anyMatch(key -> key.contains("u:back"));
        });
  }

  /** After a failover the address leads to another server, while the old one lives on. */
  @Test
  void connectionToARedisThatTakesNoWrites_isGivenUp() {
    RequestQuota many = new RequestQuota(1000, Duration.ofHours(1));
    limits.take("u:before", many);
    Set<String> before = REDIS.clients();
    REDIS.demote();
    try {
      Awaitility.await()
          .until(() ->
              limits.take("u:demoted", many).allowed()
                  && Collections.disjoint(REDIS.clients(), before));
    } finally {
      REDIS.promote();
    }
    limits.take("u:promoted", many);
    assertThat(REDIS.content().keySet()).anyMatch(key -> key.contains("u:promoted"));
  }

  @Test
  void connectionToARedisThatIsSilent_isGivenUp() {
    RequestQuota many = new RequestQuota(1000, Duration.ofHours(1));
    RateLimits impatient =
        new RedisRateLimits(
            one, new LocalRateLimits(TimeMeter.SYSTEM_NANOTIME), Duration.ofMillis(50));
    impatient.take("u:before", many);
    Set<String> before = REDIS.clients();
    REDIS.pause(Duration.ofSeconds(4));
    // A connection that is younger than a second is not given up.
    long end = System.nanoTime() + Duration.ofSeconds(2).toNanos();
    Awaitility.await()
        .until(() -> impatient.take("u:silent", many).allowed() && System.nanoTime() - end > 0);
    Awaitility.await()
        .until(() ->
            limits.take("u:after", many).allowed()
                && Collections.disjoint(REDIS.clients(), before));
  }
}
