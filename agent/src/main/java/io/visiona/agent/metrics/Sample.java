package io.visiona.agent.metrics;

import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The figures of one moment.
 *
 * @param at when
 * @param cpu 0 to 1
 * @param memory 0 to 1
 * @param temperature degrees Celsius
 * @param received bytes a second
 * @param sent bytes a second
 * @param devices by id
 */
record Sample(
    Instant at,
    @Nullable Double cpu,
    @Nullable Double memory,
    @Nullable Double temperature,
    @Nullable Double received,
    @Nullable Double sent,
    Map<String, DeviceSample> devices) {
  /** Figures of a device at that moment. */
  record DeviceSample(
      @Nullable Double fps,
      @Nullable Double latencyMs,
      @Nullable Double temperature,
      @Nullable Double utilization) {}

  Sample {
    devices = Map.copyOf(devices);
  }
}
