package io.visiona.shared.directory;

import io.lettuce.core.RedisNoScriptException;
import io.lettuce.core.ScriptOutputType;
import io.lettuce.core.api.StatefulConnection;
import io.lettuce.core.cluster.api.async.RedisClusterAsyncCommands;
import io.lettuce.core.pubsub.RedisPubSubAdapter;
import io.lettuce.core.pubsub.StatefulRedisPubSubConnection;
import io.lettuce.core.resource.ClientResources;
import io.lettuce.core.resource.DefaultClientResources;
import io.lettuce.core.resource.Delay;
import io.visiona.shared.config.Secret;
import io.visiona.shared.redis.RedisAddress;
import io.visiona.shared.redis.RedisErrors;
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
 * failures in a row Redis counts as away, and one command a second is tried. A server that says it
 * takes no writes is no use, and the address may lead to another one by then, so its connection is
 * given up. Thread-safe; nothing blocks.
 */
final class RedisLine implements AutoCloseable {
  private static final Logger LOG = System.getLogger(RedisLine.class.getName());
  private static final int MOST_FAILURES = 5;
  private static final long TRIAL_NANOS = TimeUnit.SECONDS.toNanos(1);

  private final ClientResources resources;
  private final RedisConnector connector;
  private final DirectoryTimes times;
  private final Map<String, String> hashes = new ConcurrentHashMap<>();
  private final ReentrantLock lock = new ReentrantLock();
  private @Nullable CompletableFuture<RedisConnector.Commands> commands;
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
    this.resources =
        DefaultClientResources.builder()
            .ioThreadPoolSize(2)
            .computationThreadPoolSize(2)
            .reconnectDelay(
                Delay.exponential(
                    Duration.ofMillis(50), Duration.ofSeconds(1), 2, TimeUnit.MILLISECONDS))
            .build();
    this.connector = RedisConnector.to(RedisAddress.of(url, RedisConnector.CONNECT), resources);
  }

  /** Sends a command; completes exceptionally when Redis does not do it in time. */
  <T> CompletionStage<T> ask(
      DirectoryCommand kind,
      Function<RedisClusterAsyncCommands<String, String>, CompletionStage<T>> command) {
    if (!mayTry()) {
      return CompletableFuture.failedStage(new IllegalStateException("Redis is away"));
    }
    return connection()
        .whenComplete((_, failed) -> {
          if (failed != null) {
            failed(failed, null);
          }
        })
        .thenCompose(open ->
            timed(kind, () -> command.apply(open.async()))
                .whenComplete((_, failed) -> {
                  if (failed == null) {
                    answered();
                  } else {
                    failed(failed, open);
                  }
                }));
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

  private CompletionStage<RedisConnector.Commands> connection() {
    lock.lock();
    try {
      if (closed) {
        return CompletableFuture.failedStage(new IllegalStateException("closed"));
      }
      if (commands == null || commands.isCompletedExceptionally()) {
        commands = connector.commands().toCompletableFuture();
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

  /**
   * One line for an outage. Of many commands that a server refuses the first ends its connection;
   * the others tell nothing of the next one.
   *
   * @param used null when there was no connection
   */
  private void failed(Throwable reason, RedisConnector.@Nullable Commands used) {
    lock.lock();
    try {
      if (++failures == MOST_FAILURES) {
        triedNanos = System.nanoTime();
        LOG.log(Level.WARNING, "The directory in Redis does not answer: {0}", reason.toString());
      }
      boolean useless = RedisErrors.takesNoWrites(reason) && !connector.followsByItself();
      if ((useless && isToBeLeft(used)) || failures % MOST_FAILURES == 0) {
        givenUp(commands, RedisConnector.Commands::connection);
        commands = null;
        if (useless) {
          givenUp(messages, Function.identity());
          messages = null;
        }
      }
    } finally {
      lock.unlock();
    }
  }

  /** At most once a second: there may be no other server. Under the lock. */
  private boolean isToBeLeft(RedisConnector.@Nullable Commands used) {
    return used != null
        && commands != null
        && !commands.isCompletedExceptionally()
        && used.equals(commands.getNow(null))
        && System.nanoTime() - used.madeNanos() > TRIAL_NANOS;
  }

  /** Closes one that is of no use any more; how it ends is of no interest. */
  private static <T> void givenUp(
      @Nullable CompletableFuture<T> made,
      Function<? super T, ? extends StatefulConnection<?, ?>> connection) {
    if (made != null) {
      CompletionStage<Void> _ =
          made.thenCompose(open -> connection.apply(open).closeAsync()).exceptionally(_ -> null);
    }
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
          connector
              .messages()
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
    connector.close();
    resources.shutdown(0, 2, TimeUnit.SECONDS).awaitUninterruptibly(2, TimeUnit.SECONDS);
  }
}
