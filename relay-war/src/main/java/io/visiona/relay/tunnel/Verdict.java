package io.visiona.relay.tunnel;

import io.visiona.relay.sessions.Admission;
import io.visiona.shared.error.ErrorCode;

/** Whether a connection may become a tunnel. */
public sealed interface Verdict {

  /** It may. */
  record Admitted(Admission admission) implements Verdict {}

  /** It may not, and a later try would not change that. */
  record Refused(ErrorCode code) implements Verdict {}

  /** It may not now. */
  record Later(ErrorCode code) implements Verdict {}
}
