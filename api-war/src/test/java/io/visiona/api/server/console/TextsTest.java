package io.visiona.api.server.console;

import static org.assertj.core.api.Assertions.assertThat;

import io.visiona.shared.error.ErrorCode;
import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The console's texts in all languages, against the code that uses them. */
final class TextsTest {
  private static final Path TEXTS = Path.of("src/main/webapp/texts");
  private static final Pattern PLACEHOLDER = Pattern.compile("\\{(\\w+)}");

  /** {@code t('key')} and {@code t(when ? 'key' : 'key')}. */
  private static final Pattern KEY = Pattern.compile("\\bt\\('([a-z0-9_.]+)'");

  private static final Pattern EITHER =
      Pattern.compile("\\bt\\([^()`]*?\\? '([a-z0-9_.]+)' : '([a-z0-9_.]+)'");

  /**
   * Keys whose end is a value: {@code t(`prefix.${value}`)}, {@code tOf('prefix', value)}, State.
   */
  private static final Pattern PREFIX =
      Pattern.compile("\\bt\\(`([a-z0-9_.]+)\\$\\{|\\btOf\\('([a-z_.]+)'|kind=\"(\\w+)\" value");

  private static final double WIDEST = 1.6;

  /** Letters of these scripts are twice as wide. */
  private static final Pattern WIDE = Pattern.compile("[\\p{IsHan}\\p{IsHangul}]");

  private final Map<String, String> english = texts("en");

  @ParameterizedTest
  @ValueSource(strings = {"zh-TW", "ko"})
  void everyText_isInEveryLanguage_withTheSamePlaceholders(String language) {
    Map<String, String> other = texts(language);
    Set<String> expected =
        english.keySet().stream()
            .filter(key -> !key.endsWith("#one"))
            .collect(Collectors.toCollection(TreeSet::new));

    assertThat(other.keySet()).containsExactlyElementsOf(expected);
    other.forEach((key, text) -> {
      assertThat(placeholders(text)).as(key).isEqualTo(placeholders(english(key)));
      assertThat(text).as(key).isNotBlank();
    });
  }

  @ParameterizedTest
  @ValueSource(strings = {"zh-TW", "ko"})
  void textsOfButtons_areNotMuchWiderThanEnglish(String language) {
    texts(language)
        .forEach((key, text) -> {
          if (key.startsWith("action.")) {
            long width = text.length() + WIDE.matcher(text).results().count();
            assertThat((double) width)
                .as(key)
                .isLessThanOrEqualTo(Math.max(12, english(key).length() * WIDEST));
          }
        });
  }

  @Test
  void everyError_hasAText() {
    assertThat(english.keySet())
        .containsAll(
            Arrays.stream(ErrorCode.values()).map(code -> "error." + code.i18n()).toList());
  }

  @Test
  void everyKeyOfTheCode_isThere_andNoTextIsUnused() throws IOException {
    Set<String> keys = new TreeSet<>();
    // Those of pages that the server renders: SignInPageTest.
    Set<String> prefixes = new TreeSet<>(Set.of("signin."));
    for (Path module : ConsoleSourceTest.modules()) {
      String code = Files.readString(module);
      KEY.matcher(code).results().forEach(found -> keys.add(found.group(1)));
      EITHER
          .matcher(code)
          .results()
          .forEach(found -> keys.addAll(List.of(found.group(1), found.group(2))));
      PREFIX
          .matcher(code)
          .results()
          .forEach(found -> prefixes.add(prefix(found.group(1), found.group(2), found.group(3))));
    }
    Set<String> known =
        english.keySet().stream()
            .map(key -> key.replaceAll("#.*", ""))
            .collect(Collectors.toCollection(TreeSet::new));

    assertThat(known).as("keys in the code").containsAll(keys);
    assertThat(
            known.stream()
                .filter(key -> !keys.contains(key) && prefixes.stream().noneMatch(key::startsWith)))
        .as("texts nobody uses")
        .isEmpty();
  }

  private static String prefix(
      @Nullable String template, @Nullable String list, @Nullable String state) {
    return template != null ? template : list != null ? list + "." : "state." + state + ".";
  }

  @Test
  void keys_areSorted() throws IOException {
    for (String language : List.of("en", "zh-TW", "ko")) {
      List<String> keys = List.copyOf(object(language).keySet());
      assertThat(keys).as(language).isSorted();
    }
  }

  private String english(String key) {
    return Objects.requireNonNull(english.get(key), key);
  }

  private static Set<String> placeholders(String text) {
    Matcher found = PLACEHOLDER.matcher(text);
    return found.results().map(one -> one.group(1)).collect(Collectors.toCollection(TreeSet::new));
  }

  private static Map<String, String> texts(String language) {
    Map<String, String> all = new TreeMap<>();
    try {
      object(language).forEach((key, value) -> all.put(key, ((JsonString) value).getString()));
    } catch (IOException unreadable) {
      throw new AssertionError(unreadable);
    }
    return all;
  }

  private static JsonObject object(String language) throws IOException {
    try (Reader in = Files.newBufferedReader(TEXTS.resolve(language + ".json"));
        var json = Json.createReader(in)) {
      return json.readObject();
    }
  }
}
