package io.visiona.yamux.session;

import java.time.Duration;

/**
 * When to ping, and when the peer counts as dead. Guarded by the session's lock, but for what the
 * receiving thread reports.
 */
final class Heartbeat {
  private final long pingInterval;
  private final long idleTimeout;
  private volatile long lastHeard;
  private long lastPing;
  private boolean pinged;
  private boolean unanswered;
  private int value;
  private volatile long roundTrip;

  Heartbeat(Duration pingInterval, Duration idleTimeout, long now) {
    this.pingInterval = pingInterval.toNanos();
    this.idleTimeout = idleTimeout.toNanos();
    this.lastHeard = now;
  }

  /** The transport brought something. */
  void heard(long now) {
    lastHeard = now;
  }

  boolean isIdleTooLong(long now) {
    return idleTimeout > 0 && now - lastHeard >= idleTimeout;
  }

  /** The first ping is due at once: it measures the round trip that windows grow by. */
  boolean isPingDue(long now) {
    return pingInterval > 0 && (!pinged || now - lastPing >= pingInterval);
  }

  /** A ping is sent; returns its value. An older one is given up. */
  int ping(long now) {
    pinged = true;
    unanswered = true;
    lastPing = now;
    return ++value;
  }

  /** An answer came; false when nobody waits for it. */
  boolean answered(int answer, long now) {
    if (!unanswered || answer != value) {
      return false;
    }
    unanswered = false;
    roundTrip = Math.max(1, now - lastPing);
    return true;
  }

  long lastHeard() {
    return lastHeard;
  }

  /** Nanoseconds; 0 when none is known. */
  long roundTrip() {
    return roundTrip;
  }
}
