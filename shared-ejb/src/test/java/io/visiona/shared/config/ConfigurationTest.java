package io.visiona.shared.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.util.Map;
import org.eclipse.microprofile.config.Config;
import org.junit.jupiter.api.Test;

class ConfigurationTest {
  private record Doors(int count) {
    static Doors from(Settings settings) {
      return new Doors(settings.integer("doors", 1, 1, 9));
    }
  }

  private record Keys(int count) {
    static Keys from(Settings settings, Doors doors) {
      return new Keys(settings.integer("keys", doors.count(), 1, 9));
    }
  }

  private static void house(Configuration.Reading all) {
    Doors doors = all.add(Doors::from);
    all.add(settings -> Keys.from(settings, doors));
  }

  @Test
  void eachFeature_hasItsOwnRecord_andMayNeedAnother() {
    Configuration read = Configuration.read(config(Map.of("doors", "3")), ConfigurationTest::house);

    assertThat(read.of(Doors.class)).isEqualTo(new Doors(3));
    assertThat(read.of(Keys.class)).isEqualTo(new Keys(3));
  }

  @Test
  void problemsOfAllFeatures_areReportedTogether() {
    ConfigurationException thrown =
        catchThrowableOfType(
            ConfigurationException.class,
            () ->
                Configuration.read(
                    config(Map.of("doors", "0", "keys", "many")), ConfigurationTest::house));

    assertThat(thrown.problems())
        .satisfiesExactly(
            problem -> assertThat(problem).startsWith("doors must be between 1 and 9"),
            problem -> assertThat(problem).startsWith("keys is not a whole number"));
  }

  @Test
  void featureThatWasNotRead_isRefused() {
    Configuration read = Configuration.read(config(Map.of()), all -> all.add(Doors::from));

    assertThatThrownBy(() -> read.of(Keys.class))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("Keys");
  }

  private static Config config(Map<String, String> values) {
    return new SmallRyeConfigBuilder()
        .withSources(new PropertiesConfigSource(values, "test", 100))
        .build();
  }
}
