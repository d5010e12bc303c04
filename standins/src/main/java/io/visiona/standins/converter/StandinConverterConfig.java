package io.visiona.standins.converter;

import java.time.Duration;
import org.eclipse.microprofile.config.Config;

/**
 * What the development converter needs to know.
 *
 * @param apiKey {@code visiona.converter.api-key}, the same value the API is given
 * @param jobLength {@code visiona.standins.conversion-millis}: how long a job takes, default 6 s
 */
record StandinConverterConfig(String apiKey, Duration jobLength) {
  private static final int DEFAULT_MILLIS = 6_000;

  static StandinConverterConfig from(Config config) {
    return new StandinConverterConfig(
        config.getOptionalValue("visiona.converter.api-key", String.class).orElse(""),
        Duration.ofMillis(
            config
                .getOptionalValue("visiona.standins.conversion-millis", Integer.class)
                .orElse(DEFAULT_MILLIS)));
  }

  /** Never prints the key. */
  @Override
  public String toString() {
    return "StandinConverterConfig[" + jobLength + "]";
  }
}
