package io.visiona.api.identity.oidc;

import io.visiona.shared.error.ApiException;
import io.visiona.shared.error.ErrorCode;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A document of the provider's, fetched when first needed and again when it is old. When a fetch
 * fails, what is known goes on being used; when nothing is known, the failure is everybody's for a
 * moment, so that an unreachable provider is not asked once for each waiting caller. One fetch at a
 * time. Thread-safe.
 */
public final class StaleTolerantCache<T> {
  /** After a failure nobody tries again for this long. */
  public static final Duration FAILURE_PAUSE = Duration.ofSeconds(1);

  /** Threads of the server that may wait for one document. */
  private static final int MOST_WAITERS = 8;

  private record Known<T>(T value, long atNanos) {}

  private record Failure(ApiException thrown, long atNanos) {}

  private final Supplier<T> source;
  private final Duration lifetime;
  private final Duration refetchInterval;
  private final LongSupplier nanoTime;
  private final ReentrantLock fetching = new ReentrantLock();
  private final Semaphore waiters = new Semaphore(MOST_WAITERS);
  private volatile @Nullable Known<T> known;
  private @Nullable Failure failure;
  private @Nullable Long refetchedAt;

  /**
   * Nothing is fetched yet.
   *
   * @param source fetches; throws {@link ApiException} when it cannot
   * @param lifetime after which the document is fetched anew
   * @param refetchInterval the least time between two fetches asked for by {@link #newerThan}
   * @param nanoTime a monotonic clock
   */
  StaleTolerantCache(
      Supplier<T> source, Duration lifetime, Duration refetchInterval, LongSupplier nanoTime) {
    this.source = source;
    this.lifetime = lifetime;
    this.refetchInterval = refetchInterval;
    this.nanoTime = nanoTime;
  }

  /**
   * The document as the provider had it within the given span; throws {@link ApiException} when it
   * cannot be had now.
   */
  T notOlderThan(Duration age) {
    Known<T> now = known;
    if (now != null && within(now.atNanos(), age)) {
      return now.value();
    }
    lock();
    try {
      Known<T> then = known;
      if (then != null && within(then.atNanos(), age)) {
        return then.value();
      }
      Failure recent = failure;
      if (recent != null && within(recent.atNanos(), FAILURE_PAUSE)) {
        return goodOr(then, recent.thrown());
      }
      return fetchOr(null);
    } finally {
      fetching.unlock();
    }
  }

  /** The document, fetched if need be; throws {@link ApiException} when there is none to be had. */
  T current() {
    Known<T> now = known;
    if (now != null && within(now.atNanos(), lifetime)) {
      return now.value();
    }
    if (now == null) {
      lock();
    } else if (!fetching.tryLock()) {
      // Somebody is fetching it: nobody else needs to wait for that.
      return now.value();
    }
    try {
      Known<T> then = known;
      if (then != null && within(then.atNanos(), lifetime)) {
        return then.value();
      }
      Failure recent = failure;
      if (recent != null && within(recent.atNanos(), FAILURE_PAUSE)) {
        return staleOr(then, recent.thrown());
      }
      return fetchOr(then);
    } finally {
      fetching.unlock();
    }
  }

  /** The document as it was last fetched, however long ago, without fetching anything. */
  Optional<T> known() {
    Known<T> now = known;
    return now == null ? Optional.empty() : Optional.of(now.value());
  }

  /**
   * A newer document than the one seen, if one is there or may be fetched now; else the one seen.
   */
  T newerThan(T seen) {
    lock();
    try {
      Known<T> now = known;
      if (now != null && now.value() != seen) {
        return now.value();
      }
      if (refetchedAt != null && within(refetchedAt, refetchInterval)) {
        return seen;
      }
      refetchedAt = nanoTime.getAsLong();
      return fetchOr(new Known<>(seen, refetchedAt));
    } finally {
      fetching.unlock();
    }
  }

  /**
   * Waits for whoever is fetching. Threads of the server that do so are few: the others are told to
   * come again rather than being held, all of them, by a provider that is slow.
   */
  private void lock() {
    if (fetching.tryLock()) {
      return;
    }
    if (Thread.currentThread().isVirtual()) {
      fetching.lock();
      return;
    }
    if (!waiters.tryAcquire()) {
      throw new ApiException(
          ErrorCode.IDP_UNAVAILABLE,
          new IllegalStateException("others wait for the provider's document already"));
    }
    try {
      fetching.lock();
    } finally {
      waiters.release();
    }
  }

  private T fetchOr(@Nullable Known<T> old) {
    try {
      T fetched = source.get();
      known = new Known<>(fetched, nanoTime.getAsLong());
      failure = null;
      return fetched;
    } catch (ApiException failed) {
      failure = new Failure(failed, nanoTime.getAsLong());
      return old == null ? goodOr(known, failed) : old.value();
    }
  }

  /** A provider that offers a bad document is there: the good one goes on being used. */
  private static <T> T goodOr(@Nullable Known<T> good, ApiException failed) {
    if (good != null && failed.getCause() instanceof RefusedDocument bad && !bad.isForeign()) {
      return good.value();
    }
    throw failed;
  }

  private static <T> T staleOr(@Nullable Known<T> old, ApiException failed) {
    if (old == null) {
      throw failed;
    }
    return old.value();
  }

  private boolean within(long sinceNanos, Duration span) {
    return nanoTime.getAsLong() - sinceNanos < span.toNanos();
  }
}
