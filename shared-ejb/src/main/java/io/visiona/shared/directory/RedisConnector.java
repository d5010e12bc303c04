package io.visiona.shared.directory;

import io.lettuce.core.ClientOptions;
import io.lettuce.core.ClientOptions.DisconnectedBehavior;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.SocketOptions;
import io.lettuce.core.TimeoutOptions;
import io.lettuce.core.api.StatefulConnection;
import io.lettuce.core.cluster.ClusterClientOptions;
import io.lettuce.core.cluster.ClusterTopologyRefreshOptions;
import io.lettuce.core.cluster.RedisClusterClient;
import io.lettuce.core.cluster.api.async.RedisClusterAsyncCommands;
import io.lettuce.core.codec.StringCodec;
import io.lettuce.core.pubsub.StatefulRedisPubSubConnection;
import io.lettuce.core.resource.ClientResources;
import io.visiona.shared.redis.RedisAddress;
import java.time.Duration;
import java.util.concurrent.CompletionStage;

/**
 * Makes the directory's connections to one Redis, to the primary that sentinels name at each
 * attempt, or to a cluster. A command without a connection fails at once, in a cluster when its
 * time is over. Thread-safe; nothing blocks.
 */
sealed interface RedisConnector extends AutoCloseable {
  /** The longest a command may take. */
  Duration COMMAND = Duration.ofMillis(250);

  /** The longest a step of an attempt to connect may take. */
  Duration CONNECT = Duration.ofMillis(500);

  /** How often the nodes of a cluster are looked at without any sign of a change. */
  Duration TOPOLOGY = Duration.ofSeconds(30);

  /**
   * A connection for commands, whatever it leads to.
   *
   * @param madeNanos when it was made, as {@link System#nanoTime()} tells
   */
  record Commands(
      StatefulConnection<String, String> connection,
      RedisClusterAsyncCommands<String, String> async,
      long madeNanos) {}

  /** For what is there. */
  static RedisConnector to(RedisAddress address, ClientResources resources) {
    return address.kind() == RedisAddress.Kind.CLUSTER
        ? new ToCluster(address, resources)
        : new ToServer(address, resources);
  }

  CompletionStage<Commands> commands();

  /** Whether it finds by itself who takes the place of a server that takes no writes. */
  boolean followsByItself();

  /** A connection for messages; in a cluster every node passes on what is said at any. */
  CompletionStage<StatefulRedisPubSubConnection<String, String>> messages();

  @Override
  void close();

  private static <B extends ClientOptions.Builder> B options(B options, DisconnectedBehavior away) {
    options
        .disconnectedBehavior(away)
        .timeoutOptions(TimeoutOptions.enabled(COMMAND))
        .socketOptions(SocketOptions.builder().connectTimeout(CONNECT).keepAlive(true).build());
    return options;
  }

  /** One server, or the one that sentinels name. */
  final class ToServer implements RedisConnector {
    private final RedisClient client;
    private final RedisURI address;

    private ToServer(RedisAddress address, ClientResources resources) {
      this.client = RedisClient.create(resources);
      this.address = address.only();
      client.setOptions(
          options(ClientOptions.builder(), DisconnectedBehavior.REJECT_COMMANDS).build());
    }

    @Override
    public boolean followsByItself() {
      return false;
    }

    @Override
    public CompletionStage<Commands> commands() {
      return client
          .connectAsync(StringCodec.UTF8, address)
          .thenApply(made -> new Commands(made, made.async(), System.nanoTime()));
    }

    @Override
    public CompletionStage<StatefulRedisPubSubConnection<String, String>> messages() {
      return client.connectPubSubAsync(StringCodec.UTF8, address);
    }

    @Override
    public void close() {
      client.shutdown(Duration.ZERO, Duration.ofSeconds(2));
    }
  }

  /** Some masters, each with a part of the keys. */
  final class ToCluster implements RedisConnector {
    private final RedisClusterClient client;

    private ToCluster(RedisAddress address, ClientResources resources) {
      this.client = RedisClusterClient.create(resources, address.nodes());
      client.setOptions(
          // A node is connected to when something is first asked there; that must not fail.
          options(ClusterClientOptions.builder(), DisconnectedBehavior.ACCEPT_COMMANDS)
              .topologyRefreshOptions(
                  ClusterTopologyRefreshOptions.builder().enablePeriodicRefresh(TOPOLOGY).build())
              .build());
    }

    /** One node that takes no writes is no reason to leave the others. */
    @Override
    public boolean followsByItself() {
      return true;
    }

    @Override
    public CompletionStage<Commands> commands() {
      return client
          .refreshPartitionsAsync()
          .thenCompose(_ -> client.connectAsync(StringCodec.UTF8))
          .thenApply(made -> new Commands(made, made.async(), System.nanoTime()));
    }

    @Override
    public CompletionStage<StatefulRedisPubSubConnection<String, String>> messages() {
      return client
          .refreshPartitionsAsync()
          .thenCompose(_ -> client.connectPubSubAsync(StringCodec.UTF8))
          .thenApply(made -> made);
    }

    @Override
    public void close() {
      client.shutdown(Duration.ZERO, Duration.ofSeconds(2));
    }
  }
}
