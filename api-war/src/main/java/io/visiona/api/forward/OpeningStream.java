package io.visiona.api.forward;

/**
 * A stream that the agent has yet to accept: it has one of the places that such streams have, and
 * its time is taken. Ending it again does nothing. Thread-safe.
 */
record OpeningStream(AgentLimiter.OpeningPermit permit, TunnelChoice.Attempt attempt)
    implements AutoCloseable {

  /** The agent has accepted or refused it. */
  void answered() {
    attempt.answered();
    permit.close();
  }

  /** It is over. What the agent has accepted was told by then, and this does nothing any more. */
  @Override
  public void close() {
    attempt.close();
    permit.close();
  }
}
