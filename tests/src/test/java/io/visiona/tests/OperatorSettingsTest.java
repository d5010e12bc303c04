package io.visiona.tests;

import static org.assertj.core.api.Assertions.assertThat;

import io.visiona.launch.Installation;
import io.visiona.launch.ServerProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Every documented setting is a variable of the server with a description, so that an operator sees
 * it in the Admin Center; what the table gives as its default is what the server has.
 */
final class OperatorSettingsTest {
  private static final Path ROOT = Installation.find().root();

  private static final Pattern VARIABLE =
      Pattern.compile(
          "<variable name=\"([^\"]+)\" defaultValue=\"([^\"]*)\"(?:\\s+description=\"([^\"]*)\")?\\s*/>");

  private static final Pattern ROW =
      Pattern.compile("\\| `((?:visiona\\.|otel\\.|VISIONA_DB_)[^`]+)` \\|.*");

  /** A value and nothing that explains it. */
  private static final Pattern LITERAL =
      Pattern.compile(
          "\\d+ ?(?:ms|s|m|h|d)?|[a-z]+://\\S+|127\\.0\\.0\\.1|[a-z-]+|openid profile email");

  /** In the development servers only, which nobody administers. */
  private static final String STANDINS = "visiona.standins.port";

  /** Set for one start, by a script that looks whether the server could serve. */
  private static final String CHECK = "visiona.check.report";

  private record Variable(String defaultValue, String description) {}

  @Test
  void everyDocumentedSetting_isAVariable_andTheOtherWayAround() throws IOException {
    TreeSet<String> documented = new TreeSet<>(documentedDefaults().keySet());
    documented.removeAll(List.of(STANDINS, CHECK));
    assertThat(variables().keySet()).containsExactlyElementsOf(documented);
  }

  @Test
  void everyVariable_isDescribed() throws IOException {
    assertThat(variables())
        .allSatisfy(
            (name, variable) -> assertThat(variable.description()).as(name).hasSizeGreaterThan(10));
  }

  @Test
  void documentedDefaults_areThoseOfTheServer() throws IOException {
    Map<String, Variable> variables = variables();
    documentedDefaults()
        .forEach((name, cell) -> {
          String bare = cell.replace("`", "");
          Variable variable = variables.get(name);
          if (variable != null
              && LITERAL.matcher(bare).matches()
              && !List.of("none", "empty").contains(bare)) {
            assertThat(variable.defaultValue().replace(" ", ""))
                .as(name)
                .isEqualTo(bare.replace(" ", ""));
          }
        });
  }

  @Test
  void secrets_haveNoDefault() throws IOException {
    variables()
        .forEach((name, variable) -> {
          // That of the self-signed key store protects nothing: the key beside it is made by the
          // server for itself.
          if (variable.description().startsWith("Secret:")
              && !name.equals("visiona.tls.key-store-password")) {
            assertThat(variable.defaultValue()).as(name).isEmpty();
          }
        });
    assertThat(variables())
        .hasEntrySatisfying(
            "visiona.internal.secret",
            known -> assertThat(known.description()).startsWith("Secret:"));
  }

  @Test
  void secrets_areOnNoCommandLine() throws IOException {
    variables()
        .forEach((name, variable) -> {
          if (variable.description().startsWith("Secret:")) {
            assertThat(ServerProcess.isSecret(name)).as(name).isTrue();
          }
        });
  }

  private static Map<String, Variable> variables() throws IOException {
    Map<String, Variable> found = new TreeMap<>();
    try (Stream<Path> files = Files.list(ROOT.resolve("liberty/shared/settings"))) {
      for (Path file : files.toList()) {
        Matcher matcher = VARIABLE.matcher(Files.readString(file));
        while (matcher.find()) {
          String description = matcher.group(3) == null ? "" : matcher.group(3);
          assertThat(found.put(matcher.group(1), new Variable(matcher.group(2), description)))
              .as(matcher.group(1))
              .isNull();
        }
      }
    }
    return found;
  }

  /** The cell under the heading "default" of each key's row; empty where its table has none. */
  private static Map<String, String> documentedDefaults() throws IOException {
    Map<String, String> found = new TreeMap<>();
    int column = -1;
    for (String line : Files.readAllLines(ROOT.resolve("docs/configuration.md"))) {
      List<String> cells = Stream.of(line.split("\\|", -1)).map(String::strip).toList();
      if (line.startsWith("| key |")) {
        column = cells.indexOf("default");
      } else if (ROW.matcher(line).matches()) {
        found.put(cells.get(1).replace("`", ""), column < 0 ? "" : cells.get(column));
      }
    }
    return found;
  }
}
