package io.visiona.api.forward;

import io.visiona.shared.sessions.StreamRefusal;

/**
 * A stream that the agent has yet to accept: it has one of the places that such streams have, and
 * its time is taken. Ending it again does nothing. Thread-safe.
 */
record OpeningStream(AgentLimiter.OpeningPermit permit, TunnelChoice.Attempt attempt)
    implements AutoCloseable {

  /**
   * The agent has accepted or refused it, or its relay did. What a relay says at once tells nothing
   * of an agent that may have been silent for long.
   */
  void answered(StreamRefusal refusal) {
    switch (refusal) {
      case UNKNOWN, AGENT -> {
        attempt.answered();
        permit.accepted();
      }
      case NO_TUNNEL, NO_ROOM, UNACKNOWLEDGED, DRAINING, LOST -> attempt.close();
    }
    permit.close();
  }

  /** It is over. What the agent has accepted was told by then, and this does nothing any more. */
  @Override
  public void close() {
    attempt.close();
    permit.close();
  }
}
