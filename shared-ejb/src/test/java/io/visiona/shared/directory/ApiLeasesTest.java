package io.visiona.shared.directory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** API servers that share a real Redis. */
@SuppressWarnings("NullAway.Init") // made before each test
final class ApiLeasesTest {
  private final List<RedisDirectory> made = new ArrayList<>();
  private DirectoryRedis redis;

  @BeforeEach
  void startRedis() throws IOException {
    redis = new DirectoryRedis();
  }

  @AfterEach
  void stopRedis() throws IOException {
    made.forEach(RedisDirectory::close);
    redis.close();
  }

  @Test
  void apiServersThatLive_areKnownToEach_untilTheyLeaveOrTheirLeaseEnds() throws Exception {
    ApiServers first = apiServer();
    ApiServers second = apiServer();
    ApiServers third = apiServer();
    get(first.renew());
    assertThat(first.live()).isEqualTo(1);
    List<String> own = redis.commands().keys("va:p:*");
    get(second.renew());
    get(third.renew());
    get(first.renew());
    assertThat(List.of(first.live(), third.live())).containsExactly(3, 3);

    get(second.leave());
    get(first.renew());
    assertThat(first.live()).isEqualTo(2);

    List<String> leases = redis.commands().keys("va:p:*");
    leases.removeAll(own);
    String dead = leases.getFirst();
    assertThat(redis.commands().pttl(dead)).isBetween(1L, 15_000L);
    redis.commands().del(dead);
    get(first.renew());
    assertThat(first.live()).isEqualTo(1);
    assertThat(redis.commands().smembers("va:apis")).as("nobody collects the dead").hasSize(1);
    get(third.renew());
    assertThat(third.live()).as("who was only late is back").isEqualTo(2);
  }

  @Test
  void apiServers_areTakenToBeThereStill_whileRedisIsAway() throws Exception {
    ApiServers first = apiServer();
    get(apiServer().renew());
    get(first.renew());
    redis.stop();
    await().until(() -> first.renew().toCompletableFuture().handle((_, e) -> e != null).get());
    assertThat(first.live()).isEqualTo(2);
  }

  /** What is asked while the application stops is answered, not thrown. */
  @Test
  void directoryThatIsClosed_failsEachStage() {
    ApiServers gone = apiServer();
    made.removeLast().close();
    assertThat(gone.renew()).failsWithin(Duration.ofSeconds(2));
    assertThat(gone.leave()).failsWithin(Duration.ofSeconds(2));
  }

  private ApiServers apiServer() {
    RedisDirectory directory = RedisDirectory.ofApi(redis.config("", ".*"));
    made.add(directory);
    return directory.apis();
  }

  private static void get(CompletionStage<?> stage) throws Exception {
    var _ = stage.toCompletableFuture().get(10, TimeUnit.SECONDS);
  }
}
