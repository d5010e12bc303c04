package io.visiona.shared.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.lettuce.core.RedisURI;
import io.visiona.shared.config.Secret;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class RedisAddressTest {
  private static final Duration LIMIT = Duration.ofMillis(321);

  @ParameterizedTest
  @CsvSource({
    "redis://cache:6379, ONE, false",
    "'redis://[::1]:6379', ONE, false",
    "rediss://user:p%40ss@cache:6380/3, ONE, true",
    "'redis-sentinel://pass@one:26379,two:26379/1#main', SENTINEL, false",
    "'rediss-sentinel://one,two#main', SENTINEL, true",
    "'redis-cluster://one:7000,two:7001', CLUSTER, false",
    "'rediss-cluster://user:p%40ss@one:7000,two:7001', CLUSTER, true",
  })
  void kindAndTls_areInTheScheme(String url, RedisAddress.Kind kind, boolean tls) {
    RedisAddress address = RedisAddress.of(new Secret(url), LIMIT);
    assertThat(address.kind()).isEqualTo(kind);
    assertThat(address.nodes())
        .allSatisfy(node -> {
          assertThat(node.isSsl()).isEqualTo(tls);
          assertThat(node.getTimeout()).isEqualTo(LIMIT);
        });
  }

  @Test
  void sentinels_areAllAsked_forTheNamedPrimary() {
    RedisURI address =
        RedisAddress.of(new Secret("redis-sentinel://pass@one:26379,two:26380/1#main"), LIMIT)
            .only();
    assertThat(address.getSentinelMasterId()).isEqualTo("main");
    assertThat(address.getDatabase()).isEqualTo(1);
    assertThat(address.getSentinels())
        .extracting(RedisURI::getHost, RedisURI::getPort, RedisURI::getTimeout)
        .containsExactly(tuple("one", 26379, LIMIT), tuple("two", 26380, LIMIT));
  }

  @Test
  void nodesOfACluster_areRead_behindTheUserOfAll() {
    assertThat(
            RedisAddress.of(new Secret("redis-cluster://me:p%40ss@one:7000,two:7001"), LIMIT)
                .nodes())
        .extracting(RedisURI::getHost, RedisURI::getPort)
        .containsExactly(tuple("one", 7000), tuple("two", 7001));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "cache:6379",
        "http://cache:6379",
        "redis-socket:///run/redis.sock",
        "redis://",
        "redis://:6379",
        "redis://cache:port",
        "redis-sentinel://one:26379",
        "redis-sentinel://one:26379#",
        "redis-sentinel://#main",
        "redis-sentinel://one:port#main",
        "redis-cluster://",
        "redis-cluster://one:7000,",
        "redis-cluster://one:7000,:7001",
      })
  void anythingElse_isNoAddress(String url) {
    assertThat(RedisAddress.parse(new Secret(url))).as(url).isEmpty();
  }
}
