package io.visiona.api.server.health;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Whether a part that is asked again and again answers: says when that changes, not at every
 * question. Thread-safe.
 */
final class AvailabilityLog {
  private static final Logger LOG = System.getLogger(AvailabilityLog.class.getName());

  private final String what;
  private final AtomicBoolean away = new AtomicBoolean();

  /** Present until told otherwise; {@code what} begins a sentence. */
  AvailabilityLog(String what) {
    this.what = what;
  }

  /** It answered. */
  void answered() {
    if (away.compareAndSet(true, false)) {
      LOG.log(Level.INFO, what + " answers again");
    }
  }

  /** It did not answer. */
  void silent(Exception reason) {
    if (away.compareAndSet(false, true)) {
      LOG.log(Level.WARNING, what + " does not answer: " + reason.getMessage());
    }
  }
}
