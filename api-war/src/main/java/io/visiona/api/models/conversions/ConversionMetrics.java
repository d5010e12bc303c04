package io.visiona.api.models.conversions;

import io.visiona.api.models.converter.ConverterException;
import io.visiona.api.models.converter.Status;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.eclipse.microprofile.metrics.Counter;
import org.eclipse.microprofile.metrics.Metadata;
import org.eclipse.microprofile.metrics.MetricRegistry;
import org.eclipse.microprofile.metrics.Tag;

/**
 * Figures for Prometheus: {@code visiona_conversions_total} by outcome and {@code
 * visiona_converter_calls_total} by call and outcome. Thread-safe.
 */
final class ConversionMetrics {
  private static final Metadata CALLS =
      Metadata.builder()
          .withName("visiona_converter_calls")
          .withDescription("Calls to the converter by call and by what came of them")
          .build();

  private static final List<String> NAMES = List.of("submit", "poll", "delete", "promote");

  private final MetricRegistry registry;
  private final Map<Status, Counter> ended = new EnumMap<>(Status.class);

  ConversionMetrics(MetricRegistry registry) {
    this.registry = registry;
    Metadata metadata =
        Metadata.builder()
            .withName("visiona_conversions")
            .withDescription("Conversions that ended, by how")
            .build();
    for (Status status : Status.values()) {
      if (status.isFinal()) {
        ended.put(status, registry.counter(metadata, new Tag("outcome", status.tag())));
      }
    }
    // From the start, so that an alarm sees the first failure as a rise.
    for (String call : NAMES) {
      counter(call, "ok");
      for (ConverterException.Kind kind : ConverterException.Kind.values()) {
        counter(call, kind.tag());
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
    counter(call, outcome).inc();
  }

  private Counter counter(String call, String outcome) {
    return registry.counter(CALLS, new Tag("call", call), new Tag("outcome", outcome));
  }
}
