package io.visiona.shared.exchange;

import java.time.Duration;

/**
 * How long and how much an exchange may take.
 *
 * @param open until the agent has accepted the stream, or another one meanwhile
 * @param responseHead from the end of the request until the response's head is complete
 * @param idleBody without any progress of a body, either way
 * @param headBytes of all response heads of the exchange together, interim ones included
 */
public record ExchangeLimits(
    Duration open, Duration responseHead, Duration idleBody, int headBytes) {}
