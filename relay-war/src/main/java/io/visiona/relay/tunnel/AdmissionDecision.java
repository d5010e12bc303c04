package io.visiona.relay.tunnel;

import io.visiona.relay.sessions.TunnelAdmission;
import java.time.Duration;

/** Whether a connection may become a tunnel. */
public sealed interface AdmissionDecision {

  /** It may. */
  record Admitted(TunnelAdmission admission) implements AdmissionDecision {}

  /** It may not, and a later try would not change that. */
  record Refused(AdmissionRefusal reason) implements AdmissionDecision {}

  /** It may not now, but perhaps after a while. */
  record Later(AdmissionRefusal reason, Duration retryAfter) implements AdmissionDecision {
    private static final Duration SHORTLY = Duration.ofSeconds(2);

    /** Shortly. */
    public Later(AdmissionRefusal reason) {
      this(reason, SHORTLY);
    }
  }
}
