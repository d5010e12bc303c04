package io.visiona.tests;

import static org.assertj.core.api.Assertions.assertThat;

import io.visiona.launch.Installation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The documentation of the configuration names every key that is read, and no other. */
final class ConfigurationDocTest {
  private static final Path ROOT = Installation.find().root();

  private static final List<String> SOURCES =
      List.of(
          "shared-ejb/src/main",
          "relay-war/src/main",
          "api-war/src/main",
          "liberty/shared",
          "liberty/api",
          "liberty/relay",
          "liberty/dev",
          "liberty/api-dev",
          "server.xml");

  private static final Pattern TEXT_FILE = Pattern.compile("\\.(java|xml|properties)$");

  /** A whole literal or attribute, or a reference to a variable, with or without a default. */
  private static final Pattern KEY =
      Pattern.compile("(?:\"|\\$\\{)((?:visiona\\.|otel\\.|VISIONA_DB_)[A-Za-z0-9._-]+)[\":}]");

  private static final Pattern TABLE_ROW =
      Pattern.compile("^\\| `((?:visiona\\.|otel\\.|VISIONA_DB_)[^`]+)` \\|", Pattern.MULTILINE);

  @Test
  void keysThatAreRead_areDocumented() throws IOException {
    assertThat(documented()).containsAll(read());
  }

  @Test
  void keysThatAreDocumented_areRead() throws IOException {
    assertThat(read()).containsAll(documented());
  }

  @Test
  void keysAreFoundInEveryKindOfSource() throws IOException {
    assertThat(read())
        .contains(
            "visiona.tunnel.port",
            "visiona.bind.host",
            "visiona.operations.port",
            "VISIONA_DB_URL");
  }

  private static Set<String> documented() throws IOException {
    return matches(TABLE_ROW, Files.readString(ROOT.resolve("docs/configuration.md")));
  }

  private static Set<String> read() throws IOException {
    Set<String> keys = new TreeSet<>();
    for (String source : SOURCES) {
      for (Path file : textFiles(ROOT.resolve(source))) {
        keys.addAll(matches(KEY, Files.readString(file)));
      }
    }
    return keys;
  }

  private static List<Path> textFiles(Path below) throws IOException {
    try (Stream<Path> all = Files.walk(below)) {
      return all.filter(Files::isRegularFile)
          .filter(file -> TEXT_FILE.matcher(file.toString()).find())
          .toList();
    }
  }

  private static Set<String> matches(Pattern pattern, String text) {
    Set<String> found = new TreeSet<>();
    Matcher matcher = pattern.matcher(text);
    while (matcher.find()) {
      found.add(matcher.group(1));
    }
    return found;
  }
}
