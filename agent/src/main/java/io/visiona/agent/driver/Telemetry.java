package io.visiona.agent.driver;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What a device's sensors say; what it has no sensor for is null.
 *
 * @param at when
 * @param temperatureC degrees Celsius
 * @param utilization busy part of the last second, 0 to 1
 */
public record Telemetry(Instant at, @Nullable Double temperatureC, @Nullable Double utilization) {}
