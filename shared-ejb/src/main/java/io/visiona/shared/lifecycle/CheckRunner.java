package io.visiona.shared.lifecycle;

import io.visiona.shared.container.Applications;
import io.visiona.shared.lifecycle.CheckReport.Finding;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** Runs checks one after another, each for a bounded time, and reports each. For one thread. */
public final class CheckRunner {
  private static final Duration OTHERS = Duration.ofMinutes(1);
  private static final long LOOK_MILLIS = 100;

  private final CheckReport report;
  private final ExecutorService executor;
  private final Duration patience;
  private boolean failed;

  /**
   * Made for one report.
   *
   * @param patience how long one check may take
   */
  public CheckRunner(CheckReport report, ExecutorService executor, Duration patience) {
    this.report = report;
    this.executor = executor;
    this.patience = patience;
  }

  /** Whether any has failed so far. */
  public boolean failed() {
    return failed;
  }

  /** Reports what {@code check} says, or why it throws. */
  public void run(String name, Callable<String> check) throws InterruptedException {
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
  public void runIf(boolean configured, String name, String otherwise, Callable<String> check)
      throws InterruptedException {
    if (configured) {
      run(name, check);
    } else {
      report.add(Finding.UNUSED, name, otherwise);
    }
  }

  /** Reports what should be otherwise. */
  public void warn(String name, Optional<String> warning) {
    warning.ifPresent(text -> report.add(Finding.WARNING, name, text));
  }

  /**
   * Ends the server, with status 1 when something failed. The other application of the same server
   * may have something to report: the end waits for it.
   *
   * @param application the name of this one in the server configuration
   */
  public void end(String application) throws InterruptedException {
    Applications.refuse(application);
    long limit = System.nanoTime() + OTHERS.toNanos();
    CountDownLatch never = new CountDownLatch(1);
    while (Applications.othersAreStarting()
        && System.nanoTime() < limit
        && !never.await(LOOK_MILLIS, TimeUnit.MILLISECONDS)) {
      // A refusal of its settings ends the server with a status of its own.
    }
    // As StartRefusal: an orderly exit waits for this application, which never starts.
    Runtime.getRuntime().halt(failed ? 1 : 0);
  }

  /** As {@link #end}, where another application of the same server ends it. Does not return. */
  public void leaveTheEnd(String application) throws InterruptedException {
    Applications.refuse(application);
    new CountDownLatch(1).await();
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
