package io.visiona.shared.directory;

import io.lettuce.core.RedisClient;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.sync.RedisCommands;
import io.visiona.shared.config.Secret;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.util.Optional;
import java.util.regex.Pattern;
import redis.embedded.RedisServer;

/** A real Redis for tests of the directory, on a port of its own. */
final class DirectoryRedis implements AutoCloseable {
  private final int port;
  private final RedisClient client;
  private final StatefulRedisConnection<String, String> connection;
  private RedisServer server;

  DirectoryRedis() throws IOException {
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = free.getLocalPort();
    }
    server = started();
    client = RedisClient.create(url());
    connection = client.connect();
  }

  private RedisServer started() throws IOException {
    RedisServer made =
        RedisServer.builder().port(port).setting("bind 127.0.0.1").setting("save \"\"").build();
    made.start();
    return made;
  }

  private String url() {
    return "redis://127.0.0.1:" + port;
  }

  /** What a test asks and changes beside the directory. */
  RedisCommands<String, String> commands() {
    return connection.sync();
  }

  /** The directory's configuration for a relay, or for an API server, which has no id. */
  DirectoryConfig config(String relay, String allowedUrls) {
    return config(new Secret(url()), relay, allowedUrls);
  }

  /** As {@link #config(String, String)}, with another Redis. */
  static DirectoryConfig config(Secret url, String relay, String allowedUrls) {
    return new DirectoryConfig(
        DirectoryConfig.Kind.REDIS,
        url,
        relay,
        URI.create("http://127.0.0.1:3801"),
        Optional.empty(),
        "",
        Pattern.compile(allowedUrls));
  }

  /** It is away. */
  void stop() throws IOException {
    server.stop();
  }

  /** It is back, and empty. */
  void startAgain() throws IOException {
    server = started();
  }

  @Override
  public void close() throws IOException {
    client.shutdown();
    server.stop();
  }
}
