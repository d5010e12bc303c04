package io.visiona.relay.tunnel;

import io.visiona.shared.error.ErrorCode;
import java.util.Locale;

/** Why a connection was not let in; the names are those of the metric's label {@code reason}. */
public enum AdmissionRefusal {
  /** No credential, or one that nobody knows. */
  UNAUTHENTICATED(ErrorCode.UNAUTHENTICATED),
  /** The agent's other tunnel is here. */
  OTHER_TUNNEL(ErrorCode.CONFLICT),
  DRAINING(ErrorCode.DRAINING),
  /** More come than are let in each second. */
  RATE(ErrorCode.UNAVAILABLE),
  /** As many wait on threads as may. */
  THREADS(ErrorCode.UNAVAILABLE),
  /** The API does not tell whose the credential is. */
  API_AWAY(ErrorCode.UNAVAILABLE),
  /** Several boxes take one tunnel from each other. */
  CONTESTED(ErrorCode.UNAVAILABLE),
  /** There are as many tunnels as there may be. */
  FULL(ErrorCode.UNAVAILABLE),
  /** The owner of the agent has as many tunnels as they may have. */
  OWNER_FULL(ErrorCode.TOO_MANY_TUNNELS);

  private final ErrorCode code;

  AdmissionRefusal(ErrorCode code) {
    this.code = code;
  }

  /** What it is answered with. */
  public ErrorCode code() {
    return code;
  }

  /** Of the metric. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
