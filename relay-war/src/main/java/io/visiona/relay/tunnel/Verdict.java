package io.visiona.relay.tunnel;

import io.visiona.relay.sessions.Admission;
import io.visiona.shared.error.ErrorCode;
import java.time.Duration;

/** Whether a connection may become a tunnel. */
public sealed interface Verdict {

  /** It may. */
  record Admitted(Admission admission) implements Verdict {}

  /** It may not, and a later try would not change that. */
  record Refused(ErrorCode code) implements Verdict {}

  /** It may not now, but perhaps after a while. */
  record Later(ErrorCode code, Duration retryAfter) implements Verdict {
    private static final Duration SHORTLY = Duration.ofSeconds(2);

    /** Shortly. */
    public Later(ErrorCode code) {
      this(code, SHORTLY);
    }
  }
}
