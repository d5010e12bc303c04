package io.visiona.shared.directory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.lettuce.core.RedisClient;
import io.lettuce.core.api.StatefulRedisConnection;
import io.visiona.shared.config.Secret;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import redis.embedded.RedisServer;

/** API servers that share a real Redis. */
@SuppressWarnings("NullAway.Init") // made before each test
final class ApiLeasesTest {
  private final List<RedisDirectory> made = new ArrayList<>();
  private int port;
  private RedisServer server;
  private RedisClient client;
  private StatefulRedisConnection<String, String> redis;

  @BeforeEach
  void startRedis() throws IOException {
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = free.getLocalPort();
    }
    server =
        RedisServer.builder().port(port).setting("bind 127.0.0.1").setting("save \"\"").build();
    server.start();
    client = RedisClient.create("redis://127.0.0.1:" + port);
    redis = client.connect();
  }

  @AfterEach
  void stopRedis() throws IOException {
    made.forEach(RedisDirectory::close);
    client.shutdown();
    server.stop();
  }

  @Test
  void apiServersThatLive_areKnownToEach_untilTheyLeaveOrTheirLeaseEnds() throws Exception {
    ApiServers first = apiServer();
    ApiServers second = apiServer();
    ApiServers third = apiServer();
    get(first.renew());
    assertThat(first.live()).isEqualTo(1);
    List<String> own = redis.sync().keys("va:p:*");
    get(second.renew());
    get(third.renew());
    get(first.renew());
    assertThat(List.of(first.live(), third.live())).containsExactly(3, 3);

    get(second.leave());
    get(first.renew());
    assertThat(first.live()).isEqualTo(2);

    List<String> leases = redis.sync().keys("va:p:*");
    leases.removeAll(own);
    String dead = leases.getFirst();
    assertThat(redis.sync().pttl(dead)).isBetween(1L, 15_000L);
    redis.sync().del(dead);
    get(first.renew());
    assertThat(first.live()).isEqualTo(1);
    assertThat(redis.sync().smembers("va:apis")).as("nobody collects the dead").hasSize(1);
    get(third.renew());
    assertThat(third.live()).as("who was only late is back").isEqualTo(2);
  }

  @Test
  void apiServers_areTakenToBeThereStill_whileRedisIsAway() throws Exception {
    ApiServers first = apiServer();
    get(apiServer().renew());
    get(first.renew());
    server.stop();
    await().until(() -> first.renew().toCompletableFuture().handle((_, e) -> e != null).get());
    assertThat(first.live()).isEqualTo(2);
  }

  private ApiServers apiServer() {
    RedisDirectory directory =
        RedisDirectory.ofApi(
            new DirectoryConfig(
                DirectoryConfig.Kind.REDIS,
                new Secret("redis://127.0.0.1:" + port),
                "",
                URI.create("http://127.0.0.1:1"),
                Optional.empty(),
                "",
                Pattern.compile(".*")));
    made.add(directory);
    return directory.apis();
  }

  private static void get(CompletionStage<?> stage) throws Exception {
    var _ = stage.toCompletableFuture().get(10, TimeUnit.SECONDS);
  }
}
