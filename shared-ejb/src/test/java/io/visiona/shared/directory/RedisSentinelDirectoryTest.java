package io.visiona.shared.directory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.sentinel.api.sync.RedisSentinelCommands;
import io.visiona.shared.config.Secret;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.SocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import redis.embedded.RedisSentinel;
import redis.embedded.RedisServer;
import redis.embedded.RedisServerBuilder;

/** A relay and an API server whose Redis is the primary that a sentinel names. */
@SuppressWarnings("NullAway.Init") // made before each test
final class RedisSentinelDirectoryTest {
  private static final String AGENT = "6f1d1e4e-8d0f-4f0c-9a5e-0d6f0b7a1c11";
  private static final Duration FAILOVER = Duration.ofSeconds(30);

  private int firstPort;
  private int secondPort;
  private int sentinelPort;
  private RedisServer first;
  private RedisServer second;
  private RedisSentinel sentinel;
  private RedisDirectory relay;
  private RedisDirectory api;

  @BeforeEach
  void start() throws IOException {
    firstPort = freePort();
    secondPort = freePort();
    sentinelPort = freePort();
    first = server(firstPort).build();
    first.start();
    second = server(secondPort).slaveOf("127.0.0.1", firstPort).build();
    second.start();
    sentinel =
        RedisSentinel.builder()
            .bind("127.0.0.1")
            .port(sentinelPort)
            .masterName("main")
            .masterPort(firstPort)
            .quorumSize(1)
            .downAfterMilliseconds(500L)
            .failoverTimeout(3_000L)
            .parallelSyncs(1)
            .build();
    sentinel.start();
    await()
        .atMost(FAILOVER)
        .until(() -> onSentinel(commands -> commands.replicas("main").size()) == 1);
    Secret url = new Secret("redis-sentinel://127.0.0.1:" + sentinelPort + "#main");
    relay = RedisDirectory.ofRelay(DirectoryRedis.config(url, "one", ""));
    api = RedisDirectory.ofApi(DirectoryRedis.config(url, "", "http://127\\.0\\.0\\.1:\\d+"));
    await().until(() -> renewed() == Renewal.HELD);
    assertThat(claimed()).isInstanceOf(Claim.Won.class);
    assertThat(found()).isInstanceOf(TunnelLookup.At.class);
  }

  @AfterEach
  void stop() throws IOException {
    relay.close();
    api.close();
    sentinel.stop();
    second.stop();
    first.stop();
  }

  @Test
  void primaryThatDied_isFollowedByTheOneThatSentinelsName() throws IOException {
    first.stop();
    servesAgain();
    assertThat(named()).isEqualTo(secondPort);
  }

  /** The old one lives on, as a replica that refuses every change. */
  @Test
  void primaryThatWasDemoted_isFollowedByTheOneThatSentinelsName() {
    // It refuses until it knows enough of the replica.
    await()
        .atMost(FAILOVER)
        .ignoreExceptions()
        .until(() -> onSentinel(commands -> commands.failover("main")).equals("OK"));
    await().atMost(FAILOVER).until(() -> named() == secondPort);
    servesAgain();
  }

  private void servesAgain() {
    await().atMost(FAILOVER).until(() -> renewed() == Renewal.HELD);
    await().atMost(FAILOVER).until(() -> claimed() instanceof Claim.Won);
    await().atMost(FAILOVER).until(() -> found() instanceof TunnelLookup.At);
  }

  private Renewal renewed() {
    return TunnelDirectoryContract.get(
        relay.renew(
            new RelayInfo(
                "one", "", URI.create("http://127.0.0.1:1001"), RelayInfo.State.UP, 0, 100)));
  }

  private Claim claimed() {
    return TunnelDirectoryContract.get(relay.claim(List.of(new ClaimRequest(AGENT, 0, 1, "yamux"))))
        .getFirst();
  }

  private TunnelLookup found() {
    return TunnelDirectoryContract.get(api.find(AGENT));
  }

  private int named() {
    SocketAddress primary = onSentinel(commands -> commands.getMasterAddrByName("main"));
    return ((InetSocketAddress) primary).getPort();
  }

  private <T> T onSentinel(Function<RedisSentinelCommands<String, String>, T> question) {
    RedisClient client = RedisClient.create();
    try (var connection =
        client.connectSentinel(RedisURI.create("redis://127.0.0.1:" + sentinelPort))) {
      return question.apply(connection.sync());
    } finally {
      client.shutdown(Duration.ZERO, Duration.ofSeconds(2));
    }
  }

  private static RedisServerBuilder server(int port) throws IOException {
    return RedisServer.builder()
        .port(port)
        .setting("bind 127.0.0.1")
        .setting("save \"\"")
        .setting("repl-diskless-sync-delay 0");
  }

  private static int freePort() throws IOException {
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return free.getLocalPort();
    }
  }
}
