package io.visiona.shared.lifecycle;

import io.visiona.shared.config.ConfigurationException;
import io.visiona.shared.container.Applications;
import io.visiona.shared.lifecycle.CheckReport.Finding;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.eclipse.microprofile.config.Config;

/**
 * What happens at start when the configuration is unusable: one block in the log, a line for each
 * problem, and then the server ends with status 78 ({@code EX_CONFIG}), unless {@code
 * visiona.start.on-problem} says that it is not ours to end. Then the application refuses to start
 * by an exception, of which the container makes what it likes.
 *
 * <p>What the application cannot be without, and what does not come, ends it in the same way with
 * status 69 ({@code EX_UNAVAILABLE}): a server that runs and serves nothing is worse than one that
 * is started again.
 *
 * <p>The other application of the same server may still be starting, and have problems of its own
 * to tell: the end waits for it.
 */
public final class StartRefusal {
  /** Who ends: {@code server} (the project's own servers set it) or {@code application}. */
  static final String KEY = "visiona.start.on-problem";

  private static final Logger LOG = System.getLogger(StartRefusal.class.getName());
  private static final int EX_CONFIG = 78;
  private static final int EX_UNAVAILABLE = 69;
  private static final Duration LONGEST_WAIT = Duration.ofMinutes(2);
  private static final long LOOK_MILLIS = 100;

  private StartRefusal() {}

  /**
   * Reads a configuration; does not return when it is unusable and the server is to end for it.
   *
   * @param application its name in the server configuration
   * @throws ConfigurationException when it is unusable and the server goes on without us
   */
  public static <T> T unlessUsable(String application, Config config, Supplier<T> read) {
    try {
      return read.get();
    } catch (ConfigurationException unusable) {
      LOG.log(Level.ERROR, "{0} does not start. {1}", application, unusable.getMessage());
      CheckReport.of(config)
          .ifPresent(report ->
              unusable
                  .problems()
                  .forEach(problem -> report.add(Finding.FAILED, "settings", problem)));
      if (endsServer(config)) {
        end(application, EX_CONFIG);
      }
      throw unusable;
    }
  }

  /**
   * Something is missing that the application cannot be without. Returns only when the server goes
   * on without us: then the caller must not let the application start.
   *
   * @param application its name in the server configuration
   * @param problem one line, without secrets
   */
  public static void forLackOf(String application, Config config, String problem) {
    LOG.log(Level.ERROR, "{0} does not start. {1}", application, problem);
    if (endsServer(config)) {
      end(application, EX_UNAVAILABLE);
    }
  }

  private static boolean endsServer(Config config) {
    return config
        .getOptionalValue(KEY, String.class)
        .map(value -> value.strip().toLowerCase(Locale.ROOT))
        .filter("server"::equals)
        .isPresent();
  }

  /** Does not return, so that the container hears of no failure. */
  private static void end(String application, int status) {
    Applications.refuse(application);
    long limit = System.nanoTime() + LONGEST_WAIT.toNanos();
    CountDownLatch never = new CountDownLatch(1);
    try {
      while (Applications.othersAreStarting()
          && System.nanoTime() < limit
          && !never.await(LOOK_MILLIS, TimeUnit.MILLISECONDS)) {
        // The other one may have problems to tell.
      }
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
    LOG.log(Level.ERROR, "The server ends with status {0}", status);
    // Not System.exit: the container logs a stack trace of who called it, waits for applications
    // that
    // are starting, which this one never ends to do, and tells of that as a failure. Nobody was
    // served yet.
    Runtime.getRuntime().halt(status);
  }
}
