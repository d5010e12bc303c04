package io.visiona.shared.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class StorageConfigTest {
  private static final String OWN = "0123456789012345678901234567890123";

  @Test
  void productionWithoutASecret_isAProblem() {
    assertThatThrownBy(() -> read(Map.of())).hasMessageContaining("visiona.storage.signing-secret");
    assertThatThrownBy(() -> read(Map.of("visiona.storage.signing-secret", "short")))
        .hasMessageContaining("visiona.storage.signing-secret")
        .hasMessageNotContaining("short\n");
  }

  @Test
  void productionWithTheDevelopmentDefault_isAProblem() {
    String known = read(Map.of("visiona.mode", "development")).signingSecret().value();
    assertThatThrownBy(() -> read(Map.of("visiona.storage.signing-secret", known)))
        .hasMessageContaining("development default");
  }

  @Test
  void developmentDefault_warnsAndNamesTheKey() {
    assertThat(read(Map.of("visiona.mode", "development")).warning())
        .hasValueSatisfying(
            warning -> assertThat(warning).contains("visiona.storage.signing-secret"));
  }

  @Test
  void ownSecret_warnsOfNothingAndIsNotPrinted() {
    StorageConfig config = read(Map.of("visiona.storage.signing-secret", OWN));
    assertThat(config.warning()).isEmpty();
    assertThat(config.toString()).doesNotContain(OWN);
  }

  private static StorageConfig read(Map<String, String> values) {
    Settings settings =
        new Settings(
            new SmallRyeConfigBuilder()
                .withSources(new PropertiesConfigSource(values, "test", 100))
                .build());
    StorageConfig config = StorageConfig.from(settings);
    settings.check();
    return config;
  }
}
