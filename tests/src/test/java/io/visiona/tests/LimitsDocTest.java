package io.visiona.tests;

import static org.assertj.core.api.Assertions.assertThat;

import io.visiona.launch.Installation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The page of all limits is complete, and says what holds. */
final class LimitsDocTest {
  private static final Path ROOT = Installation.find().root();

  /** A key that bounds something, by its name. */
  private static final Pattern BOUNDING =
      Pattern.compile("\\.(max-|.*-per-|connections|web-sockets|rate-limit$)");

  private static final Pattern KEY = Pattern.compile("`(visiona\\.[a-z0-9.-]+)`");
  private static final Pattern DEFAULT =
      Pattern.compile("^\\| `(visiona\\.[^`]+)` \\|[^|]*\\|([^|]*)\\|", Pattern.MULTILINE);

  /** A default that is a time. */
  private static final Pattern TIME = Pattern.compile("\\s*\\d+ ?(ms|s|m|h|d)\\s*");

  private static final Pattern LIMIT = Pattern.compile("limit=\"([a-z_]+)\"");
  private static final Pattern LIMIT_IN_SOURCE =
      Pattern.compile("new (?:LimitConfig|Tag)\\(\\s*(?:\"limit\",\\s*)?\"([a-z_]+)\"");
  private static final Pattern METRIC = Pattern.compile("`(visiona_[a-z_]+)");

  /** They bound a time or a memory of ours, and nobody's share. */
  private static final Set<String> NO_SHARES =
      Set.of("visiona.gateway.rate-limit-store", "visiona.link.backoff-max");

  @Test
  void everyKeyThatBoundsSomething_isInTheTable() throws IOException {
    assertThat(keys(table()))
        .containsAll(
            defaults().keySet().stream()
                .filter(key -> BOUNDING.matcher(key).find() && !NO_SHARES.contains(key))
                .toList());
  }

  @Test
  void everyKeyThatIsATime_isInTheTableOfTimes() throws IOException {
    assertThat(keys(times()))
        .containsExactlyInAnyOrderElementsOf(
            defaults().entrySet().stream()
                .filter(key -> TIME.matcher(key.getValue()).matches())
                .map(Map.Entry::getKey)
                .toList());
  }

  @Test
  void everyRow_saysWhy() throws IOException {
    assertThat(table()).allSatisfy(row -> assertThat(cell(row, 5)).as(row).isNotBlank());
    assertThat(times()).allSatisfy(row -> assertThat(cell(row, 4)).as(row).isNotBlank());
  }

  @Test
  void everyRow_hasTheDefaultsOfItsKeys() throws IOException {
    Map<String, String> defaults = defaults();
    for (String row : Stream.concat(table().stream(), times().stream()).toList()) {
      for (String key : keys(List.of(row))) {
        assertThat(defaults).containsKey(key);
        String number = defaults.getOrDefault(key, "").strip().split(",", -1)[0];
        assertThat(row).as(key).contains(number);
      }
    }
  }

  @Test
  void everyLimiter_hasARow_andEveryRowsLimiterIsThere() throws IOException {
    assertThat(found(LIMIT, String.join("\n", table()))).isEqualTo(limiters());
  }

  @Test
  void everyMetric_isOneThatOperatorsAreToldOf() throws IOException {
    String operation = Files.readString(ROOT.resolve("docs/operation.md"));
    assertThat(found(METRIC, String.join("\n", table()) + String.join("\n", times())))
        .isNotEmpty()
        .allSatisfy(metric -> assertThat(operation).contains(metric));
  }

  private static List<String> table() throws IOException {
    return rows("## How many and how large", 6);
  }

  private static List<String> times() throws IOException {
    return rows("## How long", 5);
  }

  private static List<String> rows(String heading, int columns) throws IOException {
    String text = Files.readString(ROOT.resolve("docs/limits.md"));
    List<String> rows =
        text.substring(text.indexOf(heading))
            .lines()
            .dropWhile(line -> !line.startsWith("|---"))
            .skip(1)
            .takeWhile(line -> line.startsWith("| "))
            .toList();
    assertThat(rows)
        .hasSizeGreaterThan(15)
        .allMatch(row -> row.split("\\|", -1).length == columns + 2);
    return rows;
  }

  /** Counted from 1. */
  private static String cell(String row, int number) {
    return row.split("\\|", -1)[number];
  }

  private static Map<String, String> defaults() throws IOException {
    return DEFAULT
        .matcher(Files.readString(ROOT.resolve("docs/configuration.md")))
        .results()
        .collect(
            Collectors.toMap(
                row -> row.group(1), row -> row.group(2), (one, _) -> one, TreeMap::new));
  }

  private static Set<String> keys(List<String> rows) {
    return found(KEY, String.join("\n", rows));
  }

  private static Set<String> limiters() throws IOException {
    Set<String> all = new TreeSet<>();
    for (String module : List.of("api-war", "relay-war", "shared-ejb")) {
      try (Stream<Path> files = Files.walk(ROOT.resolve(module).resolve("src/main/java"))) {
        for (Path file : files.filter(path -> path.toString().endsWith(".java")).toList()) {
          String text = Files.readString(file);
          if (text.contains("LimitConfig") || text.contains("\"limit\"")) {
            all.addAll(found(LIMIT_IN_SOURCE, text));
          }
        }
      }
    }
    all.removeAll(Set.of("limit", "full"));
    return all;
  }

  private static Set<String> found(Pattern pattern, String text) {
    return pattern
        .matcher(text)
        .results()
        .map(result -> result.group(1))
        .collect(Collectors.toCollection(TreeSet::new));
  }
}
