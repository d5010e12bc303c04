package io.visiona.api.agents;

import io.visiona.shared.sessions.SessionSummary;
import org.jspecify.annotations.Nullable;

/** How wrong an agent's clock is. */
@FunctionalInterface
public interface ClockSkew {

  /**
   * Milliseconds by which the clock of a connected agent is ahead of ours; null when it cannot be
   * told. Measured once per connection; blocks for that, two seconds at most.
   */
  @Nullable Long of(SessionSummary live);
}
