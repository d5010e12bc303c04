package io.visiona.shared.concurrent;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;

/**
 * Does something at once and then again and again, until it is closed or its executor shut down.
 * What fails is done again at the next time: a database that is away now is back later. The first
 * failure in a row is a warning. Thread-safe.
 */
public final class PeriodicTask implements AutoCloseable {
  private static final Logger LOG = System.getLogger(PeriodicTask.class.getName());

  private final String failure;
  private final Duration pause;
  private final Runnable work;
  private final CountDownLatch closed = new CountDownLatch(1);
  private boolean failing;

  /**
   * Made once, and started once.
   *
   * @param failure what cannot be done then, for the log: "Conversions cannot be followed now"
   * @param pause between the end of one time and the beginning of the next
   * @param work ends soon after an interrupt
   */
  public PeriodicTask(String failure, Duration pause, Runnable work) {
    this.failure = failure;
    this.pause = pause;
    this.work = work;
  }

  /** Begins, on a thread of its own. */
  public void start(Executor executor) {
    executor.execute(this::run);
  }

  private void run() {
    try {
      do {
        once();
      } while (!closed.await(pause.toMillis(), TimeUnit.MILLISECONDS));
    } catch (InterruptedException stopping) {
      Thread.currentThread().interrupt();
    }
  }

  private void once() {
    try {
      work.run();
      failing = false;
    } catch (RuntimeException later) {
      LOG.log(failing ? Level.DEBUG : Level.WARNING, failure + "; trying again", later);
      failing = true;
    }
  }

  @Override
  public void close() {
    closed.countDown();
  }
}
