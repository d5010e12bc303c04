package io.visiona.relay.tunnel;

import io.visiona.shared.error.ErrorCode;
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

  /**
   * Notes a verdict that is not {@link AdmissionDecision.Admitted}; returns whether it wrote a
   * line.
   */
  boolean refused(AdmissionDecision decision) {
    OptionalLong untold = pause.note(1);
    if (untold.isEmpty()) {
      return false;
    }
    LOG.log(
        Level.INFO,
        "Not let in since the last such line: {0,number,#} connections, the latest because of {1}",
        untold.getAsLong(),
        codeOf(decision).code());
    return true;
  }

  private static ErrorCode codeOf(AdmissionDecision decision) {
    return switch (decision) {
      case AdmissionDecision.Refused refused -> refused.code();
      case AdmissionDecision.Later later -> later.code();
      case AdmissionDecision.Elsewhere _ -> ErrorCode.CONFLICT;
      case AdmissionDecision.Admitted _ -> throw new IllegalArgumentException("it was let in");
    };
  }
}
