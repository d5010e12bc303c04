package io.visiona.shared.directory;

import io.lettuce.core.ClientOptions;
import io.lettuce.core.ClientOptions.DisconnectedBehavior;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.RedisNoScriptException;
import io.lettuce.core.RedisURI;
import io.lettuce.core.ScriptOutputType;
import io.lettuce.core.SocketOptions;
import io.lettuce.core.TimeoutOptions;
import io.lettuce.core.api.StatefulConnection;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.async.RedisAsyncCommands;
import io.lettuce.core.codec.StringCodec;
import io.lettuce.core.pubsub.RedisPubSubAdapter;
import io.lettuce.core.pubsub.StatefulRedisPubSubConnection;
import io.lettuce.core.resource.ClientResources;
import io.lettuce.core.resource.DefaultClientResources;
import io.lettuce.core.resource.Delay;
import io.visiona.shared.config.Secret;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The directory's connections to Redis: one for commands and one for messages. They are made when
 * first needed and made again whenever they are lost. A command takes at most 250 ms; after five
 * failures in a row Redis counts as away, and one command a second is tried. A server that answers
 * that it is read-only or loading is no use, and the address may lead to another one by then, so
 * its connection is given up. Thread-safe; nothing blocks.
 */
final class RedisLine implements AutoCloseable {
  private static final Logger LOG = System.getLogger(RedisLine.class.getName());
  private static final Duration COMMAND = Duration.ofMillis(250);
  private static final Duration CONNECT = Duration.ofMillis(500);
  private static final int MOST_FAILURES = 5;
  private static final long TRIAL_NANOS = TimeUnit.SECONDS.toNanos(1);

  private final ClientResources resources;
  private final RedisClient client;
  private final DirectoryTimes times;
  private final RedisURI address;
  private final Map<String, String> hashes = new ConcurrentHashMap<>();
  private final ReentrantLock lock = new ReentrantLock();
  private @Nullable CompletableFuture<StatefulRedisConnection<String, String>> commands;
  private @Nullable CompletableFuture<StatefulRedisPubSubConnection<String, String>> messages;
  private boolean closed;
  private int failures;
  private long triedNanos;

  /**
   * Not connected yet.
   *
   * @param times of the commands that are sent; those that are not, because Redis is away, have
   *     none
   */
  RedisLine(Secret url, DirectoryTimes times) {
    this.times = times;
    this.address = RedisURI.create(url.value());
    address.setTimeout(CONNECT);
    this.resources =
        DefaultClientResources.builder()
            .ioThreadPoolSize(2)
            .computationThreadPoolSize(2)
            .reconnectDelay(
                Delay.exponential(
                    Duration.ofMillis(50), Duration.ofSeconds(1), 2, TimeUnit.MILLISECONDS))
            .build();
    this.client = RedisClient.create(resources);
    client.setOptions(
        ClientOptions.builder()
            .disconnectedBehavior(DisconnectedBehavior.REJECT_COMMANDS)
            .timeoutOptions(TimeoutOptions.enabled(COMMAND))
            .socketOptions(SocketOptions.builder().connectTimeout(CONNECT).keepAlive(true).build())
            .build());
  }

  /** Sends a command; completes exceptionally when Redis does not do it in time. */
  <T> CompletionStage<T> ask(
      DirectoryCommand kind,
      Function<RedisAsyncCommands<String, String>, CompletionStage<T>> command) {
    if (!mayTry()) {
      return CompletableFuture.failedStage(new IllegalStateException("Redis is away"));
    }
    return connection()
        .thenCompose(open -> timed(kind, () -> command.apply(open.async())))
        .whenComplete((_, failed) -> {
          if (failed == null) {
            answered();
          } else {
            failed(failed);
          }
        });
  }

  private <T> CompletionStage<T> timed(
      DirectoryCommand kind, Supplier<CompletionStage<T>> command) {
    long sent = System.nanoTime();
    return command.get().whenComplete((_, _) -> times.took(kind, System.nanoTime() - sent));
  }

  /**
   * Runs a script by its SHA-1, so that its text is not sent and read each time. A server that does
   * not know it, because it is new or was restarted, gets the text.
   */
  <T> CompletionStage<T> run(
      DirectoryCommand kind,
      String script,
      ScriptOutputType output,
      String[] keys,
      String... values) {
    String sha1 = hashes.computeIfAbsent(script, RedisLine::sha1);
    return ask(
        kind,
        commands ->
            commands
                .<T>evalsha(sha1, output, keys, values)
                .handle((answer, failed) -> {
                  if (failed == null) {
                    return CompletableFuture.completedStage(answer);
                  }
                  return isUnknownScript(failed)
                      ? commands.<T>eval(script, output, keys, values)
                      : CompletableFuture.<T>failedStage(failed);
                })
                .thenCompose(Function.identity()));
  }

  private static boolean isUnknownScript(Throwable failed) {
    return failed instanceof RedisNoScriptException
        || failed.getCause() instanceof RedisNoScriptException;
  }

  private static String sha1(String script) {
    try {
      return HexFormat.of()
          .formatHex(
              MessageDigest.getInstance("SHA-1").digest(script.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException("SHA-1 is not available", impossible);
    }
  }

  private boolean mayTry() {
    lock.lock();
    try {
      if (failures < MOST_FAILURES) {
        return true;
      }
      long now = System.nanoTime();
      if (now - triedNanos < TRIAL_NANOS) {
        return false;
      }
      triedNanos = now;
      return true;
    } finally {
      lock.unlock();
    }
  }

  private CompletionStage<StatefulRedisConnection<String, String>> connection() {
    lock.lock();
    try {
      if (closed) {
        return CompletableFuture.failedStage(new IllegalStateException("closed"));
      }
      if (commands == null || commands.isCompletedExceptionally()) {
        commands = client.connectAsync(StringCodec.UTF8, address).toCompletableFuture();
      }
      return commands;
    } finally {
      lock.unlock();
    }
  }

  private void answered() {
    lock.lock();
    try {
      if (failures >= MOST_FAILURES) {
        LOG.log(Level.INFO, "The directory in Redis answers again");
      }
      failures = 0;
    } finally {
      lock.unlock();
    }
  }

  /** One line for an outage. */
  private void failed(Throwable reason) {
    lock.lock();
    try {
      if (++failures == MOST_FAILURES) {
        triedNanos = System.nanoTime();
        LOG.log(Level.WARNING, "The directory in Redis does not answer: {0}", reason.toString());
      }
      boolean useless = isUseless(reason);
      if (useless || failures % MOST_FAILURES == 0) {
        commands = givenUp(commands);
      }
      if (useless) {
        messages = givenUp(messages);
      }
    } finally {
      lock.unlock();
    }
  }

  private static boolean isUseless(Throwable reason) {
    Throwable cause = reason.getCause() == null ? reason : reason.getCause();
    String said = String.valueOf(cause.getMessage());
    return cause instanceof RedisCommandExecutionException
        && (said.startsWith("READONLY")
            || said.startsWith("LOADING")
            || said.startsWith("MASTERDOWN"));
  }

  /** Closes one that is of no use any more; how it ends is of no interest. */
  private static <T extends StatefulConnection<?, ?>> @Nullable CompletableFuture<T> givenUp(
      @Nullable CompletableFuture<T> connection) {
    if (connection != null) {
      CompletionStage<Void> _ =
          connection.thenCompose(StatefulConnection::closeAsync).exceptionally(_ -> null);
    }
    return null;
  }

  /**
   * Hears channels from now on, also over a lost connection; what is said meanwhile is lost. To be
   * called again and again until it succeeds.
   */
  void hear(List<String> channels, Consumer<String> listener) {
    lock.lock();
    try {
      if (closed || (messages != null && !messages.isCompletedExceptionally())) {
        return;
      }
      messages =
          client
              .connectPubSubAsync(StringCodec.UTF8, address)
              .toCompletableFuture()
              .thenCompose(open -> subscribed(open, channels, listener));
    } finally {
      lock.unlock();
    }
  }

  private static CompletionStage<StatefulRedisPubSubConnection<String, String>> subscribed(
      StatefulRedisPubSubConnection<String, String> open,
      List<String> channels,
      Consumer<String> listener) {
    open.addListener(
        new RedisPubSubAdapter<String, String>() {
          @Override
          public void message(String channel, String message) {
            listener.accept(message);
          }
        });
    return open.async()
        .subscribe(channels.toArray(String[]::new))
        .handle((_, failed) -> {
          if (failed == null) {
            return CompletableFuture.completedStage(open);
          }
          // It would connect again and again by itself, beside the one that is made next.
          return open.closeAsync()
              .thenCompose(_ ->
                  CompletableFuture.<StatefulRedisPubSubConnection<String, String>>failedStage(
                      failed));
        })
        .thenCompose(Function.identity());
  }

  @Override
  public void close() {
    lock.lock();
    try {
      closed = true;
    } finally {
      lock.unlock();
    }
    client.shutdown(Duration.ZERO, Duration.ofSeconds(2));
    resources.shutdown(0, 2, TimeUnit.SECONDS).awaitUninterruptibly(2, TimeUnit.SECONDS);
  }
}
