package io.visiona.api.platform.tracing;

import io.visiona.shared.config.Secret;
import io.visiona.shared.config.Settings;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Who collects traces. The keys are OpenTelemetry's own
 * (https://opentelemetry.io/docs/languages/java/configuration/), as in MicroProfile Telemetry, with
 * its default: off.
 *
 * @param on not {@code otel.sdk.disabled}
 * @param endpoint {@code otel.exporter.otlp.endpoint}: of the collector, OTLP over HTTP
 * @param headers {@code otel.exporter.otlp.headers}: sent to it; secret, for one is often a key
 * @param serviceName {@code otel.service.name}
 * @param attributes {@code otel.resource.attributes}: what else is to be known of this server
 * @param sampler {@code otel.traces.sampler}
 * @param ratio {@code otel.traces.sampler.arg}: of 1, where the sampler has one
 * @param delay {@code otel.bsp.schedule.delay}: how often spans are sent
 */
public record TracingConfig(
    boolean on,
    URI endpoint,
    Map<String, Secret> headers,
    String serviceName,
    Map<String, String> attributes,
    Sampling sampler,
    double ratio,
    Duration delay) {
  private static final String SAMPLER = "otel.traces.sampler";
  private static final String RATIO = "otel.traces.sampler.arg";
  private static final String HEADERS = "otel.exporter.otlp.headers";
  private static final String ATTRIBUTES = "otel.resource.attributes";

  /**
   * Which traces are collected; {@code PARENTBASED}: those that the caller says, the rest for
   * requests that come without.
   */
  public enum Sampling {
    ALWAYS_ON,
    ALWAYS_OFF,
    TRACEIDRATIO,
    PARENTBASED_ALWAYS_ON,
    PARENTBASED_ALWAYS_OFF,
    PARENTBASED_TRACEIDRATIO
  }

  public TracingConfig {
    headers = Map.copyOf(headers);
    attributes = Map.copyOf(attributes);
  }

  /** Reads, leaving problems in {@code settings}. */
  public static TracingConfig from(Settings settings) {
    Map<String, Secret> headers = new TreeMap<>();
    pairs(settings, HEADERS).forEach((name, value) -> headers.put(name, new Secret(value)));
    return new TracingConfig(
        !settings.flag("otel.sdk.disabled", true),
        settings.url("otel.exporter.otlp.endpoint", "http://localhost:4318"),
        headers,
        settings.text("otel.service.name", "visiona-api"),
        pairs(settings, ATTRIBUTES),
        sampler(settings),
        ratio(settings),
        Duration.ofMillis(settings.integer("otel.bsp.schedule.delay", 5000, 100, 60_000)));
  }

  private static Sampling sampler(Settings settings) {
    String name = settings.text(SAMPLER, "parentbased_always_on");
    Optional<Sampling> known =
        Arrays.stream(Sampling.values())
            .filter(one -> one.name().toLowerCase(Locale.ROOT).equals(name))
            .findFirst();
    if (known.isEmpty()) {
      settings.problem(SAMPLER, "has no such choice");
    }
    return known.orElse(Sampling.PARENTBASED_ALWAYS_ON);
  }

  private static double ratio(Settings settings) {
    try {
      double ratio = Double.parseDouble(settings.text(RATIO, "1"));
      if (ratio >= 0 && ratio <= 1) {
        return ratio;
      }
    } catch (NumberFormatException notANumber) {
      // As one that is out of bounds.
    }
    settings.problem(RATIO, "must be a number between 0 and 1");
    return 1;
  }

  /** {@code a=b,c=d}, with escapes as in URLs. */
  private static Map<String, String> pairs(Settings settings, String key) {
    Map<String, String> pairs = new TreeMap<>();
    for (String pair : settings.text(key, "").split(",", -1)) {
      int equals = pair.indexOf('=');
      if (equals > 0 && !pair.substring(0, equals).isBlank()) {
        put(
            settings,
            key,
            pairs,
            pair.substring(0, equals).strip(),
            pair.substring(equals + 1).strip());
      } else if (!pair.isBlank()) {
        settings.problem(key, "must be such as name=value,name=value");
      }
    }
    return pairs;
  }

  private static void put(
      Settings settings, String key, Map<String, String> pairs, String name, String value) {
    try {
      // A plus sign is one, other than in forms.
      pairs.put(name, URLDecoder.decode(value.replace("+", "%2B"), StandardCharsets.UTF_8));
    } catch (IllegalArgumentException malformed) {
      settings.problem(key, "has a bad escape");
    }
  }
}
