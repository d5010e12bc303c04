package io.visiona.agent.tunnel;

import io.visiona.yamux.flow.WindowBudget;
import io.visiona.yamux.session.Role;
import io.visiona.yamux.session.SessionConfig;
import io.visiona.yamux.session.StreamSession;
import io.visiona.yamux.session.YamuxException;
import java.time.Duration;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * A tunnel that is up: a session in the server role, driven by some transport. Thread-safe.
 *
 * @param transport what it runs over
 * @param streams where its streams are accepted
 */
public record AgentTunnel(TransportKind transport, StreamSession streams) implements AutoCloseable {
  /** An agent's machine is small: all receive windows together grow by a part of its heap only. */
  private static final WindowBudget BUDGET =
      new WindowBudget(Math.min(128L << 20, Runtime.getRuntime().maxMemory() / 4));

  /** A session in the agent's role, for a transport to drive. */
  static StreamSession newSession(Runnable outputReady) {
    return StreamSession.over(Role.SERVER, SessionConfig.defaults(), BUDGET, outputReady);
  }

  /** Whether either side has said that it takes no new streams. */
  boolean isDraining() {
    return streams.session().isDraining();
  }

  /** Waits for the end; null when the tunnel is still up after that time. */
  @Nullable YamuxException awaitEnd(Duration time) throws InterruptedException {
    try {
      return streams.ended().toCompletableFuture().get(time.toNanos(), TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      return null;
    } catch (java.util.concurrent.ExecutionException e) {
      throw new CompletionException(e.getCause());
    }
  }

  /** Lets running streams finish, for no longer than {@code time}, then closes. */
  void drain(Duration time) throws InterruptedException {
    streams.session().goAway();
    long deadline = System.nanoTime() + time.toNanos();
    while (streams.session().stats().streamsOpen() > 0 && System.nanoTime() - deadline < 0) {
      if (awaitEnd(Duration.ofMillis(50)) != null) {
        return;
      }
    }
    close();
    awaitEnd(Duration.ofSeconds(1));
  }

  @Override
  public void close() {
    streams.close();
  }
}
