package io.visiona.shared.directory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.api.sync.RedisCommands;
import io.lettuce.core.cluster.RedisClusterClient;
import io.lettuce.core.cluster.api.sync.RedisAdvancedClusterCommands;
import io.lettuce.core.cluster.api.sync.RedisClusterCommands;
import io.visiona.shared.config.Secret;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import redis.embedded.RedisServer;

/** Relays that share a real Redis Cluster of three masters. */
@SuppressWarnings("NullAway.Init") // made before all tests
final class RedisClusterDirectoryTest extends RedisRelaysContract {
  private static final String USER = "default:p%40ss@";
  private static final int MASTERS = 3;
  private static final int SLOTS = 16_384;
  private static final int BUS = 10_000;
  private static final int HIGHEST_PORT = 65_535;

  @TempDir private static Path folder;

  private static final List<Integer> PORTS = new ArrayList<>();
  private static final List<RedisServer> NODES = new ArrayList<>();
  private static RedisClusterClient client;
  private static RedisAdvancedClusterCommands<String, String> commands;

  @BeforeAll
  static void startCluster() throws IOException {
    for (int i = 0; i < MASTERS; i++) {
      int port = freePort();
      RedisServer node =
          RedisServer.builder()
              .port(port)
              .setting("bind 127.0.0.1")
              .setting("save \"\"")
              .setting("dir " + folder)
              .setting("cluster-enabled yes")
              .setting("requirepass p@ss")
              .setting("cluster-config-file nodes-" + port + ".conf")
              .build();
      node.start();
      PORTS.add(port);
      NODES.add(node);
    }
    PORTS.forEach(RedisClusterDirectoryTest::share);
    client =
        RedisClusterClient.create(
            RedisURI.create("redis://" + USER + "127.0.0.1:" + PORTS.getFirst()));
    await()
        .atMost(Duration.ofSeconds(30))
        .ignoreExceptions()
        .until(() ->
            PORTS.stream()
                .allMatch(
                    port -> ask(port, each -> each.clusterInfo().contains("cluster_state:ok"))));
    commands = client.connect().sync();
  }

  /** Meets the first, and takes a third of the slots. */
  private static void share(int port) {
    int at = PORTS.indexOf(port);
    String _ =
        ask(
            port,
            node -> {
              node.clusterAddSlots(
                  IntStream.range(SLOTS * at / MASTERS, SLOTS * (at + 1) / MASTERS).toArray());
              return node.clusterMeet("127.0.0.1", PORTS.getFirst());
            });
  }

  private static <T> T ask(int port, Function<RedisCommands<String, String>, T> question) {
    RedisClient one = RedisClient.create("redis://" + USER + "127.0.0.1:" + port);
    try (var connection = one.connect()) {
      return question.apply(connection.sync());
    } finally {
      one.shutdown(Duration.ZERO, Duration.ofSeconds(2));
    }
  }

  /** One whose neighbour, on which the nodes talk to each other, is free as well. */
  private static int freePort() throws IOException {
    while (true) {
      try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
        int bus = free.getLocalPort() + BUS;
        if (bus < HIGHEST_PORT && isFree(bus)) {
          return free.getLocalPort();
        }
      }
    }
  }

  private static boolean isFree(int port) {
    try (ServerSocket _ = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
      return true;
    } catch (IOException taken) {
      return false;
    }
  }

  @AfterAll
  static void stopCluster() throws IOException {
    client.shutdown();
    for (RedisServer node : NODES) {
      node.stop();
    }
  }

  @Override
  DirectoryConfig config(String relay, String allowedUrls) {
    return DirectoryRedis.config(
        new Secret(
            PORTS.stream()
                .map(port -> "127.0.0.1:" + port)
                .collect(Collectors.joining(",", "redis-cluster://" + USER, ""))),
        relay,
        allowedUrls);
  }

  @Override
  RedisClusterCommands<String, String> redis() {
    return commands;
  }

  /** Each node knows its own listeners only. */
  @Override
  void settle() {
    await()
        .until(() ->
            PORTS.stream()
                    .mapToLong(port ->
                        ask(port, node -> node.pubsubNumsub("va:all").getOrDefault("va:all", 0L)))
                    .sum()
                >= 2);
  }

  @Test
  void tunnels_lieOnAllMasters_andAreFoundWithOneQuestion() {
    List<String> agents =
        IntStream.range(0, 60).mapToObj(i -> UUID.randomUUID().toString()).toList();
    List<ClaimRequest> tunnels =
        agents.stream().map(agent -> new ClaimRequest(agent, 0, 1, "yamux")).toList();
    assertThat(get(one().claim(tunnels))).hasSize(60).hasOnlyElementsOfType(Claim.Won.class);
    for (int port : PORTS) {
      List<String> there = ask(port, node -> node.keys("va:a:*"));
      assertThat(there).isNotEmpty();
    }
    assertThat(get(api().find(agents)).values())
        .hasSize(60)
        .allSatisfy(found -> assertThat(found).isInstanceOf(TunnelLookup.At.class));
  }
}
