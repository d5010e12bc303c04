package io.visiona.agent.faults;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;

/** The agent's clock, which can be told to be wrong. Thread-safe. */
public final class AgentClock extends Clock {
  private volatile Duration skew = Duration.ZERO;

  /** Makes it wrong by this much. */
  public void skew(Duration by) {
    skew = by;
  }

  @Override
  public ZoneId getZone() {
    return ZoneOffset.UTC;
  }

  @Override
  public Clock withZone(ZoneId zone) {
    return this;
  }

  @Override
  public Instant instant() {
    return Clock.systemUTC().instant().plus(skew);
  }
}
