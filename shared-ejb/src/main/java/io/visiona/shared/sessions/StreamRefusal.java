package io.visiona.shared.sessions;

import io.visiona.yamux.session.ResetCodes;

/**
 * Why a relay resets a stream of an API server's link: the length field of the RST frame has the
 * {@link #code()}. A relay of an earlier version says nothing, an API server of an earlier version
 * does not look. Agents' tunnels have no codes.
 */
public enum StreamRefusal {
  /** Nothing was said, or something that a later version may know. */
  UNKNOWN(0),
  /** The relay has no tunnel of that session. */
  NO_TUNNEL(1),
  /** The agent refused it. */
  AGENT(2),
  /** There is no room: the tunnel, its owner or the link have as many streams as they may have. */
  NO_ROOM(3),
  /** The agent has too many streams that it has not acknowledged. */
  UNACKNOWLEDGED(4),
  /** The relay sends the agent to another one, or stops. */
  DRAINING(5),
  /** The tunnel ended before the agent took the stream, and it may have acted on what it got. */
  LOST(6);

  private final int code;

  StreamRefusal(int code) {
    this.code = code;
  }

  /** What travels; never changes. */
  public int code() {
    return code;
  }

  /** What a code means; any number may be asked about. */
  public static StreamRefusal of(int code) {
    for (StreamRefusal refusal : values()) {
      if (refusal.code == code) {
        return refusal;
      }
    }
    return UNKNOWN;
  }

  /** What both ends of a link agree on. */
  public static ResetCodes codes() {
    return ResetCodes.agreed(DRAINING.code, NO_ROOM.code);
  }
}
