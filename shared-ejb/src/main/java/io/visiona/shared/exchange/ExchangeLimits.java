package io.visiona.shared.exchange;

import java.time.Duration;

/**
 * How long and how much an exchange may take.
 *
 * @param open until the agent has accepted the stream, or another one meanwhile; in all {@link
 *     #openInAll}
 * @param responseHead from the end of the request until the response's head is complete
 * @param idleBody without any progress of a body, either way
 * @param headBytes of all response heads of the exchange together, interim ones included
 */
public record ExchangeLimits(
    Duration open, Duration responseHead, Duration idleBody, int headBytes) {

  /** Less than a relay takes itself, six times its own, so that this side gives up first. */
  private static final int OPEN_TIMES = 5;

  /** Until the agent has accepted the stream, whatever others it accepts meanwhile. */
  public Duration openInAll() {
    return open.multipliedBy(OPEN_TIMES);
  }
}
