package io.visiona.api.platform.tracing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import io.visiona.api.platform.tracing.TracingConfig.Sampling;
import io.visiona.shared.config.ConfigurationException;
import io.visiona.shared.config.Secret;
import io.visiona.shared.config.Settings;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TracingConfigTest {

  private static TracingConfig read(Map<String, String> values) {
    Settings settings =
        new Settings(
            new SmallRyeConfigBuilder()
                .withSources(new PropertiesConfigSource(values, "test", 100))
                .build());
    TracingConfig config = TracingConfig.from(settings);
    settings.check();
    return config;
  }

  @Test
  void nobodyCollects_unlessSomebodySaysSo() {
    TracingConfig config = read(Map.of());
    assertThat(config.on()).isFalse();
    assertThat(config.endpoint()).isEqualTo(URI.create("http://localhost:4318"));
    assertThat(config.sampler()).isEqualTo(Sampling.PARENTBASED_ALWAYS_ON);
    assertThat(config.ratio()).isEqualTo(1);
    assertThat(config.delay()).isEqualTo(Duration.ofSeconds(5));
    assertThat(config.headers()).isEmpty();
  }

  @Test
  void lists_areReadAsOpenTelemetryWritesThem() {
    TracingConfig config =
        read(
            Map.of(
                "otel.sdk.disabled", "false",
                "otel.exporter.otlp.headers", "api-key=a+b%3D%2C, other = x=y",
                "otel.resource.attributes", "deployment.environment.name=a%20b,",
                "otel.traces.sampler", "parentbased_traceidratio",
                "otel.traces.sampler.arg", "0.25"));
    assertThat(config.on()).isTrue();
    assertThat(config.headers())
        .containsOnly(
            Map.entry("api-key", new Secret("a+b=,")), Map.entry("other", new Secret("x=y")));
    assertThat(config.attributes()).containsOnly(Map.entry("deployment.environment.name", "a b"));
    assertThat(config.sampler()).isEqualTo(Sampling.PARENTBASED_TRACEIDRATIO);
    assertThat(config.ratio()).isEqualTo(0.25);
    assertThat(config.toString()).as("the key").doesNotContain("a+b");
  }

  @Test
  void everythingThatIsWrong_isToldTogether_withoutTheSecret() {
    ConfigurationException thrown =
        catchThrowableOfType(
            ConfigurationException.class,
            () ->
                read(
                    Map.of(
                        "otel.exporter.otlp.endpoint", "collector",
                        "otel.exporter.otlp.headers", "hush,=hush,a=%zz-hush",
                        "otel.traces.sampler", "sometimes",
                        "otel.traces.sampler.arg", "1.5",
                        "otel.bsp.schedule.delay", "0")));
    assertThat(thrown.problems())
        .extracting(problem -> problem.substring(0, problem.indexOf(' ')))
        .contains(
            "otel.exporter.otlp.endpoint",
            "otel.exporter.otlp.headers",
            "otel.traces.sampler",
            "otel.traces.sampler.arg",
            "otel.bsp.schedule.delay");
    assertThat(thrown.problems()).noneMatch(problem -> problem.contains("hush"));
  }

  @Test
  void numbersThatAreNone_areRefused() {
    for (String ratio : new String[] {"NaN", "-0.1", "all"}) {
      assertThat(
              catchThrowableOfType(
                  ConfigurationException.class,
                  () -> read(Map.of("otel.traces.sampler.arg", ratio))))
          .as(ratio)
          .isNotNull();
    }
  }
}
