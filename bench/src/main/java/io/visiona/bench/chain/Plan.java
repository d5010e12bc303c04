package io.visiona.bench.chain;

import java.time.Duration;

/**
 * How much is measured.
 *
 * @param warm before each measurement counts
 * @param span of each measurement
 * @param rounds of each measurement, chains in turn; the median counts
 * @param bulkBytes of each large body
 * @param tunnels of the idle measurement
 * @param streams of the measurement with a stalled stream
 */
record Plan(Duration warm, Duration span, int rounds, long bulkBytes, int tunnels, int streams) {
  /** What the results of the project are made with. */
  static Plan full() {
    return new Plan(Duration.ofSeconds(2), Duration.ofSeconds(4), 3, 1_000_000_000, 10_000, 1000);
  }

  /** One round of everything, in about six minutes. */
  static Plan quick() {
    return new Plan(Duration.ofMillis(1500), Duration.ofSeconds(3), 1, 1_000_000_000, 2_000, 1000);
  }

  /** Only shows that everything runs; its figures mean nothing. */
  static Plan smoke() {
    return new Plan(Duration.ofMillis(500), Duration.ofSeconds(1), 1, 50_000_000, 200, 50);
  }
}
