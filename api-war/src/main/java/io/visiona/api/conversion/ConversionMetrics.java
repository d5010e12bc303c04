package io.visiona.api.conversion;

import java.util.EnumMap;
import java.util.Map;
import org.eclipse.microprofile.metrics.Counter;
import org.eclipse.microprofile.metrics.Metadata;
import org.eclipse.microprofile.metrics.MetricRegistry;
import org.eclipse.microprofile.metrics.Tag;

/**
 * Figures for Prometheus: {@code visiona_conversions_total} by outcome and {@code visiona_converter_calls_total} by call and outcome.
 * Thread-safe.
 */
final class ConversionMetrics {
  private static final Metadata CALLS =
      Metadata.builder()
          .withName("visiona_converter_calls")
          .withDescription("Calls to the converter by call and by what came of them")
          .build();

  private final MetricRegistry registry;
  private final Map<Status, Counter> ended = new EnumMap<>(Status.class);

  ConversionMetrics(MetricRegistry registry) {
    this.registry = registry;
    Metadata metadata =
        Metadata.builder().withName("visiona_conversions").withDescription("Conversions that ended, by how").build();
    for (Status status : Status.values()) {
      if (status.isFinal()) {
        ended.put(status, registry.counter(metadata, new Tag("outcome", status.tag())));
      }
    }
  }

  /** A conversion came to its end here. */
  void ended(Status status) {
    Counter counter = ended.get(status);
    if (counter != null) {
      counter.inc();
    }
  }

  /** A call to the converter came to its end; the outcome is {@code ok} or a kind of failure. */
  void called(String call, String outcome) {
    registry.counter(CALLS, new Tag("call", call), new Tag("outcome", outcome)).inc();
  }
}
