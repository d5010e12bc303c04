package io.visiona.relay.tunnel;

import io.visiona.relay.sessions.AgentIdentity;

/** What the API says about a token. */
public sealed interface Introspection {

  /**
   * It belongs to a paired agent.
   *
   * @param askedNanos when the API was asked
   * @param shared whether another relay asked, and told it
   */
  record Active(AgentIdentity agent, long askedNanos, boolean shared) implements Introspection {
    /** As this relay was told by the API. */
    public Active(AgentIdentity agent, long askedNanos) {
      this(agent, askedNanos, false);
    }
  }

  /** Unknown, expired or revoked: nobody learns which. */
  record Inactive() implements Introspection {}

  /** The API did not answer: nobody is let in. */
  record Unavailable() implements Introspection {}
}
