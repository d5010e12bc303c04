package io.visiona.api.gateway.service;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;

/**
 * Ends what takes too long. Time-outs of sockets are for one read, and there are none for writes: a
 * service that sends a byte now and then, or takes nothing, would hold a connection for ever; and
 * each costs a timer. Exact to a quarter of a second. Thread-safe.
 */
final class Deadlines implements AutoCloseable {
  private static final long PERIOD_MILLIS = 250;

  private final Set<Timed> all = ConcurrentHashMap.newKeySet();
  private final CountDownLatch closed = new CountDownLatch(1);

  /** What has a deadline. */
  interface Timed {
    /** By {@link System#nanoTime}; may move. */
    long deadlineNanos();

    /** The deadline has passed; called at least once, must not block. */
    void overdue();
  }

  void start(Executor executor) {
    executor.execute(this::run);
  }

  void add(Timed timed) {
    all.add(timed);
  }

  void remove(Timed timed) {
    all.remove(timed);
  }

  private void run() {
    try {
      while (!closed.await(PERIOD_MILLIS, TimeUnit.MILLISECONDS)) {
        long now = System.nanoTime();
        for (Timed timed : all) {
          if (timed.deadlineNanos() - now < 0) {
            timed.overdue();
          }
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    closed.countDown();
  }
}
