package io.visiona.shared.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.smallrye.config.SmallRyeConfigBuilder;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.eclipse.microprofile.config.Config;
import org.eclipse.microprofile.config.spi.ConfigSource;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Settings that change while the server runs, and what is said of settings that are wrong. */
final class LiveTest {
  private static final String KEY = "visiona.test.limit";

  private final Map<String, String> values = new HashMap<>(Map.of(KEY, "5"));
  private final Config config =
      new SmallRyeConfigBuilder()
          .addDefaultInterceptors()
          .withSources(new Variables(values))
          .build();

  /** As the server's variables are: what is asked for is what they are now. */
  private record Variables(Map<String, String> values) implements ConfigSource {
    @Override
    public Set<String> getPropertyNames() {
      return values.keySet();
    }

    @Override
    public @Nullable String getValue(String key) {
      return values.get(key);
    }

    @Override
    public String getName() {
      return "Server XML variables";
    }
  }

  private static Integer read(Settings settings) {
    return settings.integer(KEY, 1, 1, 10);
  }

  @Test
  void change_isInForceAtTheNextLook() {
    Live<Integer> live = new Live<>(config, 5, LiveTest::read);
    values.put(KEY, "7");
    assertThat(live.get()).isEqualTo(5);
    live.look();
    assertThat(live.get()).isEqualTo(7);
  }

  @Test
  void changeWithAProblem_leavesWhatWasInForce_untilItIsMended() {
    Live<Integer> live = new Live<>(config, 5, LiveTest::read);
    values.put(KEY, "11");
    live.look();
    assertThat(live.get()).isEqualTo(5);
    values.put(KEY, "10");
    live.look();
    assertThat(live.get()).isEqualTo(10);
  }

  @Test
  void problem_saysWhereTheValueIsSet_andHasNoStackTrace() {
    values.put(KEY, "11");
    Settings settings = new Settings(config);
    read(settings);
    settings.required("visiona.test.missing");
    assertThatThrownBy(settings::check)
        .hasMessageContaining(
            "visiona.test.limit must be between 1 and 10 (variable of the server)")
        .hasMessageContaining("visiona.test.missing is required (not set)")
        .satisfies(thrown -> assertThat(thrown.getStackTrace()).isEmpty());
  }

  @Test
  void valueThatRefersToNothing_isAProblem_andIsNotRepeated() {
    values.put(KEY, "${secret.that.is.not.there}");
    Settings settings = new Settings(config);
    read(settings);
    assertThatThrownBy(settings::check)
        .hasMessageContaining("visiona.test.limit refers by ${…} to something that is not set")
        .hasMessageNotContaining("secret.that");
  }
}
