package io.visiona.api.platform.redis;

import io.lettuce.core.ClientOptions;
import io.lettuce.core.ClientOptions.DisconnectedBehavior;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisCommandTimeoutException;
import io.lettuce.core.RedisException;
import io.lettuce.core.RedisURI;
import io.lettuce.core.SocketOptions;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.codec.RedisCodec;
import io.lettuce.core.resource.ClientResources;
import io.lettuce.core.resource.DefaultClientResources;
import io.lettuce.core.resource.Delay;
import io.visiona.shared.error.ApiException;
import io.visiona.shared.error.ErrorCode;
import io.visiona.shared.redis.RedisAddress;
import io.visiona.shared.redis.RedisErrors;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One connection to Redis that all callers share (the protocol is pipelined). It is made when first
 * needed, so the server starts without Redis, and made again whenever it is lost. A command takes
 * at most the configured time, and fails at once while there is no connection: every failure is
 * {@code UNAVAILABLE}. A server that takes no writes any more was replaced by another, so its
 * connection is given up. A command whose connection breaks may be sent twice; callers must bear
 * that. Thread-safe; callers block.
 */
abstract class SharedConnection<V> implements AutoCloseable {
  private static final Logger LOG = System.getLogger(SharedConnection.class.getName());
  private static final Duration SHORTEST_PAUSE = Duration.ofMillis(50);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(1);

  /**
   * A peer that is gone without a word keeps its connection open for many minutes; after so many
   * silent commands a new one is tried.
   */
  private static final int MOST_TIMEOUTS = 3;

  private final RedisCodec<String, V> codec;
  private final ClientResources resources;
  private final RedisClient client;
  private final RedisURI address;
  private final ReentrantLock connecting = new ReentrantLock();
  private final AtomicInteger timeouts = new AtomicInteger();
  private final AtomicBoolean down = new AtomicBoolean();
  private volatile @Nullable StatefulRedisConnection<String, V> connection;
  private volatile long madeNanos;
  private @Nullable RedisException failure;
  private long failedAtNanos;

  SharedConnection(RedisConfig config, RedisCodec<String, V> codec) {
    this.codec = codec;
    this.address = RedisAddress.of(config.url(), config.timeout()).only();
    this.resources =
        DefaultClientResources.builder()
            .ioThreadPoolSize(2)
            .computationThreadPoolSize(2)
            .reconnectDelay(
                Delay.exponential(SHORTEST_PAUSE, LONGEST_PAUSE, 2, TimeUnit.MILLISECONDS))
            .build();
    this.client = RedisClient.create(resources);
    client.setOptions(
        ClientOptions.builder()
            .disconnectedBehavior(DisconnectedBehavior.REJECT_COMMANDS)
            .socketOptions(
                SocketOptions.builder().connectTimeout(config.timeout()).keepAlive(true).build())
            .build());
  }

  /**
   * Uses the connection; throws {@link ApiException} with {@code UNAVAILABLE} when Redis does not
   * do what it is asked in time.
   */
  <T extends @Nullable Object> T use(Function<StatefulRedisConnection<String, V>, T> commands) {
    StatefulRedisConnection<String, V> used = null;
    try {
      used = connection();
      T answer = commands.apply(used);
      answered();
      return answer;
    } catch (RedisException failed) {
      failed(failed, used);
      throw new ApiException(ErrorCode.UNAVAILABLE, failed);
    }
  }

  @Override
  public void close() {
    client.shutdown(Duration.ZERO, Duration.ofSeconds(2));
    resources.shutdown(0, 2, TimeUnit.SECONDS).awaitUninterruptibly(2, TimeUnit.SECONDS);
  }

  private StatefulRedisConnection<String, V> connection() {
    StatefulRedisConnection<String, V> open = connection;
    if (open != null) {
      return open;
    }
    connecting.lock();
    try {
      StatefulRedisConnection<String, V> made = connection;
      if (made != null) {
        return made;
      }
      RedisException recent = failure;
      if (recent != null && System.nanoTime() - failedAtNanos < LONGEST_PAUSE.toNanos()) {
        throw recent;
      }
      return connect();
    } finally {
      connecting.unlock();
    }
  }

  /**
   * With the lock held. Who waited for a failed attempt fails with it, instead of trying one after
   * the other.
   */
  private StatefulRedisConnection<String, V> connect() {
    try {
      StatefulRedisConnection<String, V> made = client.connect(codec, address);
      madeNanos = System.nanoTime();
      connection = made;
      failure = null;
      timeouts.set(0);
      return made;
    } catch (RedisException failed) {
      failure = failed;
      failedAtNanos = System.nanoTime();
      throw failed;
    }
  }

  private void answered() {
    timeouts.set(0);
    if (down.get() && down.compareAndSet(true, false)) {
      LOG.log(Level.INFO, "Redis answers again");
    }
  }

  /** One line for an outage, not one for each request in it. */
  private void failed(RedisException failed, @Nullable StatefulRedisConnection<String, V> used) {
    if (down.compareAndSet(false, true)) {
      LOG.log(Level.WARNING, "Redis does not answer: {0}", failed.getMessage());
    }
    boolean silent =
        failed instanceof RedisCommandTimeoutException
            && timeouts.incrementAndGet() >= MOST_TIMEOUTS;
    if (used != null && (silent || RedisErrors.takesNoWrites(failed))) {
      drop(used);
    }
  }

  /**
   * Once, however many callers find it useless; and not each time anew where there is no other
   * server, for who asks meanwhile would lose the connection too.
   */
  private void drop(StatefulRedisConnection<String, V> useless) {
    connecting.lock();
    try {
      if (connection == useless && System.nanoTime() - madeNanos > LONGEST_PAUSE.toNanos()) {
        connection = null;
        // How a connection ends that is given up is of no interest.
        CompletableFuture<Void> _ = useless.closeAsync();
      }
    } finally {
      connecting.unlock();
    }
  }
}
