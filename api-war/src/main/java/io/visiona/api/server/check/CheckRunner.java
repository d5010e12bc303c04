package io.visiona.api.server.check;

import io.visiona.shared.lifecycle.CheckReport;
import io.visiona.shared.lifecycle.CheckReport.Finding;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** Runs checks one after another, each for a bounded time, and reports each. For one thread. */
final class CheckRunner {
  private final CheckReport report;
  private final ExecutorService executor;
  private final Duration patience;
  private boolean failed;

  /**
   * Made for one report.
   *
   * @param patience how long one check may take
   */
  CheckRunner(CheckReport report, ExecutorService executor, Duration patience) {
    this.report = report;
    this.executor = executor;
    this.patience = patience;
  }

  /** Whether any has failed so far. */
  boolean failed() {
    return failed;
  }

  /** Reports what {@code check} says, or why it throws. */
  void run(String name, Callable<String> check) throws InterruptedException {
    Future<String> running = executor.submit(check);
    try {
      report.add(Finding.OK, name, running.get(patience.toMillis(), TimeUnit.MILLISECONDS));
    } catch (TimeoutException late) {
      running.cancel(true);
      fail(name, "no answer within " + patience.toSeconds() + " s");
    } catch (ExecutionException thrown) {
      fail(name, reason(thrown.getCause()));
    }
  }

  /** As {@link #run}, for what may be left out of the settings. */
  void runIf(boolean configured, String name, String otherwise, Callable<String> check)
      throws InterruptedException {
    if (configured) {
      run(name, check);
    } else {
      report.add(Finding.UNUSED, name, otherwise);
    }
  }

  /** Reports what should be otherwise. */
  void warn(String name, Optional<String> warning) {
    warning.ifPresent(text -> report.add(Finding.WARNING, name, text));
  }

  private void fail(String name, String why) {
    failed = true;
    report.add(Finding.FAILED, name, why);
  }

  /** The messages of all causes: the outermost says what was tried, the innermost why not. */
  static String reason(@Nullable Throwable thrown) {
    StringBuilder all = new StringBuilder();
    String last = "";
    for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
      String message = cause.getMessage();
      String text = message == null ? cause.getClass().getSimpleName() : message;
      if (!text.isBlank() && !last.contains(text)) {
        all.append(all.isEmpty() ? "" : ": ").append(text);
        last = text;
      }
    }
    return all.toString();
  }
}
