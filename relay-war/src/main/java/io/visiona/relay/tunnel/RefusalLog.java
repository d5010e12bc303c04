package io.visiona.relay.tunnel;

import io.visiona.relay.log.LogPause;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.OptionalLong;
import java.util.function.LongSupplier;

/**
 * Tells of connections that were not let in, in one line a second at most, and nothing of what they
 * sent: strangers decide how many there are and what they say. Thread-safe.
 */
final class RefusalLog {
  private static final Logger LOG = System.getLogger(RefusalLog.class.getName());

  private final LogPause pause;

  RefusalLog(LongSupplier clock) {
    this.pause = new LogPause(clock);
  }

  /** Notes that a connection was refused; returns whether it wrote a line. */
  boolean refused(AdmissionRefusal reason) {
    OptionalLong untold = pause.note(1);
    if (untold.isEmpty()) {
      return false;
    }
    LOG.log(
        Level.INFO,
        "Not let in since the last such line: {0,number,#} connections, the latest because of {1}",
        untold.getAsLong(),
        reason.label());
    return true;
  }
}
