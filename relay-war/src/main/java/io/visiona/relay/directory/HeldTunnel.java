package io.visiona.relay.directory;

import io.visiona.relay.sessions.Tunnel;
import io.visiona.shared.directory.ClaimRequest;

/** A live tunnel and what the directory has said of it. Thread-safe. */
final class HeldTunnel {
  private final Tunnel tunnel;
  private long generation;
  private long newerElsewhere;
  private boolean asking;
  private boolean ended;
  private long writtenNanos;

  HeldTunnel(Tunnel tunnel) {
    this.tunnel = tunnel;
  }

  Tunnel tunnel() {
    return tunnel;
  }

  /** How it is claimed now. */
  synchronized ClaimRequest claim() {
    return new ClaimRequest(
        tunnel.sessionId(),
        tunnel.slot(),
        generation,
        tunnel.credentialVersion(),
        tunnel.transport());
  }

  /** Whether it is in the directory, as far as is known. */
  synchronized boolean isClaimed() {
    return generation != 0;
  }

  /** Begins a claim; false when one is under way. */
  synchronized boolean beginClaim() {
    if (asking || ended) {
      return false;
    }
    asking = true;
    return true;
  }

  synchronized void endClaim() {
    asking = false;
  }

  /** Notes a claim that was won; false when a newer tunnel is known by now, or this one is over. */
  synchronized boolean won(long given, long now) {
    generation = given;
    writtenNanos = now;
    tunnel.placed(given);
    return !ended && newerElsewhere <= given;
  }

  /** Whether that newer tunnel ends this one. One not yet claimed finds out by its claim. */
  synchronized boolean isOlderThan(long other) {
    newerElsewhere = Math.max(newerElsewhere, other);
    return generation != 0 && generation < other;
  }

  /** It is over; whether the directory has to be told now, and not by a claim that is under way. */
  synchronized boolean end() {
    ended = true;
    return generation != 0 && !asking;
  }

  synchronized boolean isEnded() {
    return ended;
  }

  synchronized boolean isWrittenBefore(long nanos) {
    return generation != 0 && writtenNanos - nanos < 0;
  }
}
