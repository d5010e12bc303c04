package io.visiona.agent.tunnel;

/** Opens tunnels: one attempt per call. */
@FunctionalInterface
public interface Dialer {
  /** Tries once, within bounds of its own; returns whatever came of it. */
  DialResult dial() throws InterruptedException;

  /** Tries this one and, where its transport is not offered, another. */
  default Dialer otherwise(Dialer next) {
    return () ->
        switch (dial()) {
          case DialResult.NotOffered refused -> next.dial();
          case DialResult.Connected up -> up;
          case DialResult.Unauthorized no -> no;
          case DialResult.Elsewhere other -> other;
          case DialResult.Busy busy -> busy;
          case DialResult.Unreachable down -> down;
        };
  }
}
