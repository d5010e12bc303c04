package io.visiona.api.platform.tracing;

import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.common.AttributesBuilder;
import io.opentelemetry.exporter.otlp.http.trace.OtlpHttpSpanExporter;
import io.opentelemetry.sdk.resources.Resource;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.SpanLimits;
import io.opentelemetry.sdk.trace.export.BatchSpanProcessor;
import io.opentelemetry.sdk.trace.samplers.Sampler;
import io.visiona.shared.config.Configuration;
import io.visiona.shared.tls.TlsConfig;
import jakarta.enterprise.context.Dependent;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.util.Map;
import java.util.TreeMap;
import javax.net.ssl.SSLContext;

/** Makes what tells spans, when somebody collects them (decision 21). */
@Dependent
public class TracingProducers {
  /** Paths and names are the caller's. */
  private static final int LONGEST_VALUE = 512;

  @Produces
  @Singleton
  Spans spans(TracingConfig config, TlsConfig tls) throws IOException {
    return config.on() ? new OpenTelemetrySpans(provider(config, tls)) : Spans.NONE;
  }

  void close(@Disposes Spans spans) {
    spans.close();
  }

  private static SdkTracerProvider provider(TracingConfig config, TlsConfig tls)
      throws IOException {
    String endpoint = config.endpoint().toString();
    SSLContext context = tls.context();
    // Sends by threads of its own: the application's may have ended when the last spans are told.
    OtlpHttpSpanExporter exporter =
        OtlpHttpSpanExporter.builder()
            .setEndpoint((endpoint.endsWith("/") ? endpoint : endpoint + "/") + "v1/traces")
            .setHeaders(() -> headers(config))
            .setSslContext(context, tls.trusted())
            .setCompression("gzip")
            .build();
    return SdkTracerProvider.builder()
        .setResource(resource(config))
        .setSampler(sampler(config))
        .setSpanLimits(SpanLimits.builder().setMaxAttributeValueLength(LONGEST_VALUE).build())
        // Holds 2,048 spans; more are dropped.
        .addSpanProcessor(
            BatchSpanProcessor.builder(exporter).setScheduleDelay(config.delay()).build())
        .build();
  }

  private static Map<String, String> headers(TracingConfig config) {
    Map<String, String> headers = new TreeMap<>();
    config.headers().forEach((name, value) -> headers.put(name, value.value()));
    return headers;
  }

  private static Resource resource(TracingConfig config) {
    AttributesBuilder attributes = Attributes.builder();
    config.attributes().forEach(attributes::put);
    return Resource.getDefault()
        .merge(Resource.create(attributes.put("service.name", config.serviceName()).build()));
  }

  private static Sampler sampler(TracingConfig config) {
    return switch (config.sampler()) {
      case ALWAYS_ON -> Sampler.alwaysOn();
      case ALWAYS_OFF -> Sampler.alwaysOff();
      case TRACEIDRATIO -> Sampler.traceIdRatioBased(config.ratio());
      case PARENTBASED_ALWAYS_ON -> Sampler.parentBased(Sampler.alwaysOn());
      case PARENTBASED_ALWAYS_OFF -> Sampler.parentBased(Sampler.alwaysOff());
      case PARENTBASED_TRACEIDRATIO ->
          Sampler.parentBased(Sampler.traceIdRatioBased(config.ratio()));
    };
  }

  @Produces
  @Singleton
  TracingConfig tracing(Configuration all) {
    return all.of(TracingConfig.class);
  }
}
