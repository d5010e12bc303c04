package io.visiona.relay.link;

import io.visiona.shared.sessions.StreamRefusal;

/** A stream of a link cannot be opened at the agent. */
final class RefusedException extends Exception {
  private static final long serialVersionUID = 1L;

  private final StreamRefusal why;

  RefusedException(StreamRefusal why, String message) {
    super(message);
    this.why = why;
  }

  /** What the API server is told. */
  StreamRefusal why() {
    return why;
  }
}
