package io.visiona.relay.tunnel;

import io.visiona.relay.sessions.TunnelAdmission;
import io.visiona.shared.error.ErrorCode;
import java.time.Duration;

/** Whether a connection may become a tunnel. */
public sealed interface AdmissionDecision {

  /** It may. */
  record Admitted(TunnelAdmission admission) implements AdmissionDecision {}

  /** It may not, and a later try would not change that. */
  record Refused(ErrorCode code) implements AdmissionDecision {}

  /** It may not now, but perhaps after a while. */
  record Later(ErrorCode code, Duration retryAfter) implements AdmissionDecision {
    private static final Duration SHORTLY = Duration.ofSeconds(2);

    /** Shortly. */
    public Later(ErrorCode code) {
      this(code, SHORTLY);
    }
  }
}
