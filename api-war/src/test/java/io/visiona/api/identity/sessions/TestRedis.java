package io.visiona.api.identity.sessions;

import io.lettuce.core.RedisClient;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.sync.RedisCommands;
import io.visiona.api.platform.redis.RedisConfig;
import io.visiona.shared.config.Secret;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import redis.embedded.RedisServer;
import redis.embedded.exceptions.EmbeddedRedisException;

/** A real Redis on a free port, and a look into it. */
public final class TestRedis implements AutoCloseable {
  private final int port;
  private final RedisClient client;
  private RedisServer server;

  public TestRedis() {
    RedisServer started = null;
    int tried = 0;
    for (int i = 0; started == null; i++) {
      tried = freePort();
      try {
        started = start(tried);
      } catch (EmbeddedRedisException takenMeanwhile) {
        if (i == 2) {
          throw takenMeanwhile;
        }
      }
    }
    this.port = tried;
    this.server = started;
    this.client = RedisClient.create("redis://127.0.0.1:" + port);
  }

  public RedisConfig config() {
    return new RedisConfig(new Secret("redis://127.0.0.1:" + port), Duration.ofSeconds(2));
  }

  /** Forgets everything. */
  public void flush() {
    try (StatefulRedisConnection<String, String> connection = client.connect()) {
      connection.sync().flushall();
    }
  }

  /** Makes every key as much older as if this time had passed. */
  public void pass(Duration time) {
    try (StatefulRedisConnection<String, String> connection = client.connect()) {
      RedisCommands<String, String> commands = connection.sync();
      for (String key : commands.keys("*")) {
        long left = commands.pttl(key);
        if (left >= 0 && left <= time.toMillis()) {
          commands.del(key);
        } else if (left >= 0) {
          commands.pexpire(key, left - time.toMillis());
        }
      }
    }
  }

  /** All keys with what they hold, as text. */
  public Map<String, String> content() {
    try (StatefulRedisConnection<String, String> connection = client.connect()) {
      RedisCommands<String, String> commands = connection.sync();
      Map<String, String> content = new TreeMap<>();
      for (String key : commands.keys("*")) {
        content.put(
            key,
            switch (commands.type(key)) {
              case "string" -> commands.get(key);
              case "list" -> commands.lrange(key, 0, -1).toString();
              default -> commands.zrange(key, 0, -1).toString();
            });
      }
      return content;
    }
  }

  /** Puts a value in place of another, as somebody with access to Redis could. */
  public void overwrite(String key, String value) {
    try (StatefulRedisConnection<String, String> connection = client.connect()) {
      connection.sync().set(key, value);
    }
  }

  /** How many commands of each kind it did since the last question. */
  public List<String> commandStatistics() {
    try (StatefulRedisConnection<String, String> connection = client.connect()) {
      List<String> lines =
          connection
              .sync()
              .info("commandstats")
              .lines()
              .filter(line -> line.startsWith("cmdstat_"))
              .toList();
      connection.sync().configResetstat();
      return lines;
    }
  }

  /** Lets every client wait. */
  public void pause(Duration time) {
    try (StatefulRedisConnection<String, String> connection = client.connect()) {
      connection.sync().clientPause(time.toMillis());
    }
  }

  /** Makes it the replica of another, which is not there: it answers, and takes no writes. */
  public void demote() {
    try (StatefulRedisConnection<String, String> connection = client.connect()) {
      connection.sync().replicaof("127.0.0.1", 1);
    }
  }

  /** Takes writes again. */
  public void promote() {
    try (StatefulRedisConnection<String, String> connection = client.connect()) {
      connection.sync().replicaofNoOne();
    }
  }

  /** The connections of others to it. */
  public Set<String> clients() {
    try (StatefulRedisConnection<String, String> connection = client.connect()) {
      String own = "id=" + connection.sync().clientId();
      return connection
          .sync()
          .clientList()
          .lines()
          .map(line -> line.substring(0, line.indexOf(' ')))
          .filter(id -> !id.equals(own))
          .collect(Collectors.toSet());
    }
  }

  /** Ends it; what it held is lost. */
  public void stop() {
    server.stop();
  }

  /** Starts it again at the same port. */
  public void restart() {
    server = start(port);
  }

  @Override
  public void close() {
    client.shutdown();
    stop();
  }

  private static RedisServer start(int port) {
    RedisServer started =
        RedisServer.builder().port(port).setting("bind 127.0.0.1").setting("save \"\"").build();
    started.start();
    return started;
  }

  private static int freePort() {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
