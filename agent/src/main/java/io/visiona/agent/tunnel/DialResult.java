package io.visiona.agent.tunnel;

import java.time.Duration;

/** How an attempt to open a tunnel ended. */
public sealed interface DialResult {
  /** The tunnel is up. */
  record Connected(AgentTunnel tunnel) implements DialResult {}

  /** The credential is unknown or revoked: nothing but pairing anew helps. */
  record Unauthorized() implements DialResult {}

  /**
   * The server asks to come back later.
   *
   * @param after at least how long to wait; zero when it did not say
   */
  record Busy(Duration after) implements DialResult {}

  /** Something answered, but not with this transport; the other one may work. */
  record NotOffered(String why) implements DialResult {}

  /** Nothing answered. */
  record Unreachable(String why) implements DialResult {}
}
