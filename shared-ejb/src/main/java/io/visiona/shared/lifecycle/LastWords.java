package io.visiona.shared.lifecycle;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.logging.LogManager;

/**
 * What is said when the server stops. On a signal the JVM takes the handlers of {@code
 * java.util.logging} away while applications are still stopping ({@link LogManager} resets itself
 * in a shutdown hook); the container goes on to log what is written to the standard error stream.
 */
public final class LastWords {
  private LastWords() {}

  /** Logs at INFO, or as well as it still can be. */
  public static void say(Logger log, String message) {
    if (java.util.logging.Logger.getLogger("").getHandlers().length > 0) {
      log.log(Level.INFO, message);
    } else {
      System.err.println(message);
    }
  }
}
