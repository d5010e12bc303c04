package io.visiona.api.gateway.service;

import io.visiona.shared.concurrent.PeriodicTask;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;

/**
 * Ends what takes too long. Time-outs of sockets are for one read, and there are none for writes: a
 * service that sends a byte now and then, or takes nothing, would hold a connection for ever; and
 * each costs a timer. Exact to a quarter of a second. Thread-safe.
 */
final class Deadlines implements AutoCloseable {
  private static final Duration PERIOD = Duration.ofMillis(250);

  private final Set<Timed> all = ConcurrentHashMap.newKeySet();
  private final PeriodicTask task =
      new PeriodicTask("Deadlines of services cannot be looked at now", PERIOD, this::look);

  /** What has a deadline. */
  interface Timed {
    /** By {@link System#nanoTime}; may move. */
    long deadlineNanos();

    /** The deadline has passed; called at least once, must not block. */
    void overdue();
  }

  void start(Executor executor) {
    task.start(executor);
  }

  void add(Timed timed) {
    all.add(timed);
  }

  void remove(Timed timed) {
    all.remove(timed);
  }

  private void look() {
    long now = System.nanoTime();
    for (Timed timed : all) {
      if (timed.deadlineNanos() - now < 0) {
        timed.overdue();
      }
    }
  }

  @Override
  public void close() {
    task.close();
  }
}
