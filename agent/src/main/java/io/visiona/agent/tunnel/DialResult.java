package io.visiona.agent.tunnel;

import java.time.Duration;

/** How an attempt to open a tunnel ended. */
public sealed interface DialResult {
  /** The tunnel is up, and the relay has said where it is. */
  record Connected(AgentTunnel tunnel, Relays relays) implements DialResult {}

  /** The relay that answered has the agent's other tunnel; another one is wanted. */
  record Elsewhere() implements DialResult {}

  /** The credential is unknown or revoked: nothing but pairing anew helps. */
  record Unauthorized() implements DialResult {}

  /**
   * The server asks to come back later.
   *
   * @param why for the log
   * @param after at least how long to wait; zero when it did not say
   */
  record Busy(String why, Duration after) implements DialResult {}

  /** Something answered, but not with this transport; the other one may work. */
  record NotOffered(String why) implements DialResult {}

  /** Nothing answered. */
  record Unreachable(String why) implements DialResult {}
}
