package io.visiona.api.forward;

import io.visiona.shared.sessions.StreamRefusal;

/**
 * A stream that the agent has yet to accept: it has one of the places that such streams have, and
 * its time is taken. Ending it again does nothing. Thread-safe.
 */
record OpeningStream(AgentLimiter.OpeningPermit permit, TunnelChoice.Attempt attempt)
    implements AutoCloseable {

  /**
   * The agent has accepted it, or it is over. Only what the agent itself did tells that it is
   * there: a stream that ends without its word, by its relay or by this side, does not.
   */
  void answered(boolean accepted, StreamRefusal why) {
    if (accepted || why == StreamRefusal.AGENT) {
      attempt.answered();
      permit.accepted();
    }
    close();
  }

  /** It is over. What the agent has accepted was told by then, and this does nothing any more. */
  @Override
  public void close() {
    attempt.close();
    permit.close();
  }
}
