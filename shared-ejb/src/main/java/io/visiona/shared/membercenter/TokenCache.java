package io.visiona.shared.membercenter;

import io.visiona.shared.config.Secret;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Service tokens by scope. Whoever finds no fresh one joins the scope's one fetch or starts it; the
 * fetch has a thread of its own, so no caller's end is its end while another waits, and with the
 * last one it is interrupted. Failures are handed to those who wait and forgotten. Scopes share
 * nothing but the map. Thread-safe; each scope has one lock, and nothing is waited for under it.
 */
final class TokenCache {
  private static final Duration FOREVER = Duration.ofDays(1);

  /** A service token and when it expires. */
  record Fetched(Secret token, Instant expiresAt) {}

  /** Fetches a token; blocks, and ends soon after an interrupt. */
  @FunctionalInterface
  interface Source {
    Fetched fetch(String scope) throws InterruptedException;
  }

  private final Source source;
  private final Duration skew;
  private final Clock clock;
  private final ExecutorService executor;
  private final Map<String, Slot> slots = new ConcurrentHashMap<>();

  TokenCache(Source source, Duration skew, Clock clock, ExecutorService executor) {
    this.source = source;
    this.skew = skew;
    this.clock = clock;
    this.executor = executor;
  }

  /** A fresh token; throws what the fetch threw. */
  Secret get(String scope, Deadline deadline) throws InterruptedException, TimeoutException {
    return slots.computeIfAbsent(scope, Slot::new).get(deadline);
  }

  /** Drops a token that was refused, unless a newer one has taken its place. */
  void drop(String scope, Secret refused) {
    Slot slot = slots.get(scope);
    if (slot != null) {
      slot.drop(refused);
    }
  }

  /** One fetch and those who wait for it. */
  private static final class Flight {
    private final CompletableFuture<Secret> result = new CompletableFuture<>();
    private int waiting;
    private @Nullable Future<?> task;
  }

  private final class Slot {
    private final String scope;
    private final ReentrantLock lock = new ReentrantLock();
    private @Nullable Fetched held;
    private @Nullable Flight flight;

    Slot(String scope) {
      this.scope = scope;
    }

    Secret get(Deadline deadline) throws InterruptedException, TimeoutException {
      Flight joined;
      lock.lock();
      try {
        if (held != null && isFresh(held)) {
          return held.token();
        }
        joined = flight == null ? start() : flight;
        joined.waiting++;
      } finally {
        lock.unlock();
      }
      try {
        return joined.result.get(deadline.atMost(FOREVER).toNanos(), TimeUnit.NANOSECONDS);
      } catch (ExecutionException failed) {
        if (failed.getCause() instanceof MemberCenterException known) {
          throw known;
        }
        throw new IllegalStateException("The fetch of a service token failed", failed);
      } finally {
        leave(joined);
      }
    }

    /** Under the lock, which the fetch needs to end: it cannot end before it is remembered. */
    private Flight start() {
      Flight started = new Flight();
      started.task = executor.submit(() -> fly(started));
      flight = started;
      return started;
    }

    private void fly(Flight own) {
      try {
        Fetched fetched = source.fetch(scope);
        land(own, fetched);
        own.result.complete(fetched.token());
      } catch (Throwable failed) { // all of it belongs to those who wait
        land(own, null);
        own.result.completeExceptionally(failed);
      }
    }

    private void land(Flight own, @Nullable Fetched fetched) {
      lock.lock();
      try {
        if (flight == own) {
          flight = null;
          if (fetched != null) {
            held = fetched;
          }
        }
      } finally {
        lock.unlock();
      }
    }

    private void leave(Flight joined) {
      lock.lock();
      try {
        joined.waiting--;
        if (joined.waiting == 0 && flight == joined) {
          flight = null;
          if (joined.task != null) {
            joined.task.cancel(true);
          }
        }
      } finally {
        lock.unlock();
      }
    }

    private boolean isFresh(Fetched token) {
      return clock.instant().isBefore(token.expiresAt().minus(skew));
    }

    void drop(Secret refused) {
      lock.lock();
      try {
        if (held != null && held.token().equals(refused)) {
          held = null;
        }
      } finally {
        lock.unlock();
      }
    }
  }
}
