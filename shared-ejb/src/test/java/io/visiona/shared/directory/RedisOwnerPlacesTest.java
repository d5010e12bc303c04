package io.visiona.shared.directory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.lettuce.core.api.sync.RedisCommands;
import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Tunnels of a person at relays that share a real Redis. */
@SuppressWarnings("NullAway.Init") // made before all tests
final class RedisOwnerPlacesTest extends OwnerPlacesContract {
  private static DirectoryRedis server;
  private static RedisCommands<String, String> redis;

  private RedisDirectory one;
  private RedisDirectory other;

  @BeforeAll
  static void startRedis() throws IOException {
    server = new DirectoryRedis();
    redis = server.commands();
  }

  @AfterAll
  static void stopRedis() throws IOException {
    server.close();
  }

  @BeforeEach
  void join() {
    redis.flushall();
    one = relay("one");
    other = relay("other");
  }

  @AfterEach
  void leave() {
    one.close();
    other.close();
  }

  private static RedisDirectory relay(String id) {
    return RedisDirectory.ofRelay(server.config(id, ""));
  }

  @Override
  OwnerPlaces one() {
    return one.owners();
  }

  @Override
  OwnerPlaces other() {
    return other.owners();
  }

  /** As if everything had been written so much earlier. */
  @Override
  void pass(Duration time) {
    for (String key : redis.keys("va:o:*")) {
      redis
          .hgetall(key)
          .forEach((place, kept) -> {
            int space = kept.indexOf(' ');
            long since = Long.parseLong(kept.substring(0, space)) - time.toSeconds();
            redis.hset(key, place, since + kept.substring(space));
          });
    }
  }

  @Test
  void ownersName_isNotInRedis_andWhatIsLeftBehindEnds() {
    TunnelDirectoryContract.get(one().take(new OwnedTunnel("alice", "a", 0, "one/1"), 1));
    assertThat(redis.keys("*"))
        .singleElement()
        .satisfies(key -> {
          assertThat(key).matches("va:o:\\{[0-9a-f]{32}\\}");
          assertThat(redis.ttl(key)).isBetween(1L, 2 * OwnerPlaces.LIFE.toSeconds());
          assertThat(redis.hgetall(key).toString()).doesNotContain("alice");
        });
  }

  /** However late a verdict is used, the revocation of its credential is known at the claim. */
  @Test
  void verdicts_endBeforeARevocationIsForgotten() {
    one.verdicts().keep("abc", "said");
    await().until(() -> TunnelDirectoryContract.get(other.verdicts().find("abc")).isPresent());
    var _ = TunnelDirectoryContract.get(other.revoke(TunnelDirectoryContract.AGENT, 2));
    assertThat(redis.ttl("va:v:{abc}")).isBetween(1L, SharedVerdicts.LIFE.toSeconds());
    assertThat(redis.ttl("va:x:{" + TunnelDirectoryContract.AGENT + "}"))
        .isGreaterThan(2 * SharedVerdicts.LIFE.toSeconds());
    assertThat(TunnelDirectoryContract.claim(one, TunnelDirectoryContract.fresh()))
        .isInstanceOf(Claim.Revoked.class);
  }
}
