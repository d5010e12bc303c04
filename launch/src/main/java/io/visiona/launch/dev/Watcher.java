package io.visiona.launch.dev;

import io.visiona.launch.reload.CompileException;
import io.visiona.launch.reload.DevApplications;
import java.io.IOException;
import java.io.PrintStream;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Looks twice a second for changed sources and puts them into the running server. */
final class Watcher implements AutoCloseable {
  private static final Duration LOOK = Duration.ofMillis(500);

  private final CountDownLatch closed = new CountDownLatch(1);
  private final DevApplications applications;
  private final PrintStream out;
  private String lastSaid = "";

  Watcher(DevApplications applications, PrintStream out) {
    this.applications = applications;
    this.out = out;
    Thread.ofPlatform().daemon().name("watch").start(this::run);
  }

  private void run() {
    try {
      while (!closed.await(LOOK.toMillis(), TimeUnit.MILLISECONDS)) {
        look();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** The same complaint twice is said once: the file has not changed since. */
  private void look() {
    try {
      say(changed(applications.reload()));
    } catch (CompileException | IOException | RuntimeException e) {
      say(String.valueOf(e.getMessage()));
    }
  }

  private void say(String what) {
    if (!what.isEmpty() && !what.equals(lastSaid)) {
      out.println(what);
    }
    lastSaid = what;
  }

  /** Once. Says what was done; false when it does not compile. */
  static boolean reload(DevApplications applications, PrintStream out) throws IOException {
    try {
      String changed = changed(applications.reload());
      out.println(changed.isEmpty() ? "Nothing has changed." : changed);
      return true;
    } catch (CompileException e) {
      out.println(e.getMessage());
      return false;
    }
  }

  private static String changed(List<String> modules) {
    return modules.isEmpty() ? "" : "Reloaded " + String.join(", ", modules);
  }

  @Override
  public void close() {
    closed.countDown();
  }
}
