package io.visiona.relay.tunnel;

import io.visiona.relay.sessions.AgentIdentity;

/** What the API says about a token. */
public sealed interface Introspection {

  /**
   * It belongs to a paired agent.
   *
   * @param askedNanos when the API was asked
   */
  record Active(AgentIdentity agent, long askedNanos) implements Introspection {}

  /** Unknown, expired or revoked: nobody learns which. */
  record Inactive() implements Introspection {}

  /** The API did not answer: nobody is let in. */
  record Unavailable() implements Introspection {}
}
