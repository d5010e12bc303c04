package io.visiona.api.models;

import java.time.Duration;
import org.eclipse.microprofile.metrics.Counter;
import org.eclipse.microprofile.metrics.Metadata;
import org.eclipse.microprofile.metrics.MetricRegistry;
import org.eclipse.microprofile.metrics.Tag;
import org.eclipse.microprofile.metrics.Timer;
import software.amazon.awssdk.core.metrics.CoreMetric;
import software.amazon.awssdk.metrics.MetricCollection;
import software.amazon.awssdk.metrics.MetricPublisher;

/**
 * Counts the calls to the bucket for Prometheus: {@code visiona_models_storage_calls_total} by
 * outcome, and {@code visiona_models_storage_seconds}, how long they took with their repeats.
 * Thread-safe.
 */
final class StorageMetrics implements MetricPublisher {
  private final Counter done;
  private final Counter failed;
  private final Timer time;

  StorageMetrics(MetricRegistry registry) {
    Metadata calls =
        Metadata.builder()
            .withName("visiona_models_storage_calls")
            .withDescription("Calls to the bucket of uploaded models")
            .build();
    this.done = registry.counter(calls, new Tag("outcome", "done"));
    this.failed = registry.counter(calls, new Tag("outcome", "failed"));
    this.time =
        registry.timer(
            Metadata.builder()
                .withName("visiona_models_storage")
                .withDescription("How long calls to the bucket of uploaded models took")
                .build());
  }

  @Override
  public void publish(MetricCollection call) {
    for (boolean successful : call.metricValues(CoreMetric.API_CALL_SUCCESSFUL)) {
      (successful ? done : failed).inc();
    }
    for (Duration taken : call.metricValues(CoreMetric.API_CALL_DURATION)) {
      time.update(taken);
    }
  }

  @Override
  public void close() {
    // The registry is the server's.
  }
}
