package io.visiona.yamux.session;

/** What a session's connection is like. Immutable: one look at it is never half of two states. */
sealed interface SessionState {

  /** Whether either side has said go-away(0). */
  boolean isDraining();

  /**
   * Frames are exchanged.
   *
   * @param draining this side has sent go-away(0): the peer's new streams are refused
   * @param peerDraining the peer has sent go-away
   */
  record Open(boolean draining, boolean peerDraining) implements SessionState {
    @Override
    public boolean isDraining() {
      return draining || peerDraining;
    }
  }

  /**
   * Nothing is exchanged any more, but for a last frame.
   *
   * @param reason what every stream was told
   * @param at when, in the nanoseconds of the session's clock
   * @param isDraining whether either side had said go-away(0) before
   * @param farewellQueued the last frame waits, or there is none; only then may a driver ask
   *     whether it was taken
   * @param abandoned the last frame is not waited for
   */
  record Ended(
      YamuxException reason, long at, boolean isDraining, boolean farewellQueued, boolean abandoned)
      implements SessionState {
    Ended withFarewellQueued() {
      return new Ended(reason, at, isDraining, true, abandoned);
    }

    Ended withAbandoned() {
      return new Ended(reason, at, isDraining, farewellQueued, true);
    }
  }
}
