package io.visiona.api.models.conversions;

import io.visiona.api.models.converter.Converter;
import io.visiona.api.models.converter.ConverterException;
import io.visiona.api.models.converter.Status;
import io.visiona.shared.concurrent.PeriodicTask;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.Semaphore;

/**
 * Follows the converter's jobs. It keeps nothing in memory: what is due is in the {@link Worklist},
 * so a server that starts goes on where others stopped, and of several servers each asks about
 * different jobs. Thread-safe.
 */
final class Poller implements AutoCloseable {
  private static final Logger LOG = System.getLogger(Poller.class.getName());

  /** Questions at once from this server. */
  private static final int MOST_AT_ONCE = 32;

  private static final Duration LONGEST_TICK = Duration.ofSeconds(1);

  private final Worklist worklist;
  private final Converter converter;
  private final ConversionMetrics metrics;
  private final Executor executor;
  private final PeriodicTask loop;
  private final Semaphore places = new Semaphore(MOST_AT_ONCE);

  Poller(
      Worklist worklist,
      Converter converter,
      ConversionMetrics metrics,
      Executor executor,
      Duration interval) {
    this.worklist = worklist;
    this.converter = converter;
    this.metrics = metrics;
    this.executor = executor;
    Duration half = interval.dividedBy(2);
    this.loop =
        new PeriodicTask(
            "Conversions cannot be followed now",
            half.compareTo(LONGEST_TICK) > 0 ? LONGEST_TICK : half,
            this::look);
  }

  /** Until it is closed, or its executor shut down. */
  void start() {
    loop.start(executor);
  }

  /** Takes what is due, as far as there is room, and begins to work on it. */
  void look() {
    int interrupted = worklist.failInterrupted();
    for (int i = 0; i < interrupted; i++) {
      metrics.ended(Status.FAILED);
    }
    int room = places.availablePermits();
    if (room > 0) {
      for (Task task : worklist.take(room)) {
        places.acquireUninterruptibly();
        executor.execute(() -> inPlace(task));
      }
    }
  }

  private void inPlace(Task task) {
    try {
      work(task);
    } catch (RuntimeException lost) {
      // Its lease runs out, and it is taken again.
      LOG.log(
          Level.WARNING,
          "Conversion " + task.conversion() + " could not be brought up to date; trying again",
          lost);
    } finally {
      places.release();
    }
  }

  /** Does one thing that is due and writes what came of it. */
  void work(Task task) {
    String call = task.abandoned() ? "delete" : "poll";
    try {
      if (task.abandoned()) {
        converter.delete(task.jobId());
        worklist.deleted(task);
      } else {
        tell(task, worklist.answered(task, converter.job(task.jobId())));
      }
      metrics.called(call, "ok");
    } catch (ConverterException failed) {
      metrics.called(call, failed.kind().tag());
      Level level = task.attempts() == 0 ? Level.WARNING : Level.DEBUG;
      LOG.log(
          level,
          "The converter did not answer about conversion {0}; asking again later: {1}",
          task.conversion(),
          failed.getMessage());
      tell(task, worklist.unanswered(task));
    }
  }

  private void tell(Task task, Optional<Conversion> written) {
    if (written.isPresent() && written.get().status().isFinal() && !task.abandoned()) {
      metrics.ended(written.get().status());
      LOG.log(Level.INFO, "Conversion {0} {1}", task.conversion(), written.get().status().tag());
    }
  }

  @Override
  public void close() {
    loop.close();
  }
}
