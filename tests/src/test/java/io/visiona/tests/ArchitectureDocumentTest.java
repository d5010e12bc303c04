package io.visiona.tests;

import static org.assertj.core.api.Assertions.assertThat;

import io.visiona.launch.Installation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The documents that lead a reader through the code name nothing that is not there. */
final class ArchitectureDocumentTest {
  private static final Path ROOT = Installation.find().root();

  /** Header fields and environment, which are written like classes. */
  private static final Set<String> NO_CLASSES =
      Set.of("Cookie", "Host", "ReadListener", "WriteListener", "System");

  private static final Pattern CODE = Pattern.compile("`([^`\n]+)`");

  /** A class, perhaps with packages before it, and perhaps a member. */
  private static final Pattern CLASS =
      Pattern.compile(
          "(?:[a-z]\\w*\\.)*([A-Z][a-z0-9]+(?:[A-Z][a-z0-9]*)*)(?:\\.(\\w+))?(?:\\(.*)?");

  private static final Pattern DECLARED =
      Pattern.compile("\\b(?:class|record|interface|enum)\\s+([A-Z]\\w+)");

  /** What the files say that declare a type of this name. */
  private static final Map<String, String> SOURCES = new HashMap<>();

  @BeforeAll
  static void readSources() throws IOException {
    try (Stream<Path> files = Files.walk(ROOT)) {
      for (Path file : files.filter(ArchitectureDocumentTest::isSource).toList()) {
        String text = Files.readString(file);
        Matcher declared = DECLARED.matcher(text);
        while (declared.find()) {
          SOURCES.merge(declared.group(1), text, String::concat);
        }
      }
    }
  }

  private static boolean isSource(Path file) {
    String path = ROOT.relativize(file).toString();
    return path.endsWith(".java") && path.contains("src/") && !path.contains("target/");
  }

  @ParameterizedTest
  @ValueSource(strings = {"architecture.md", "concurrency.md"})
  void classes_exist(String document) throws IOException {
    List<String> missing = missing(Files.readString(ROOT.resolve("docs").resolve(document)));
    assertThat(missing).isEmpty();
  }

  @Test
  void missingClassOrMember_isFound() {
    assertThat(
            missing(
                "by `Session`, `Sessoin`, `Session.transmit` and `session.Session.transmogrify`"))
        .containsExactly("Sessoin", "session.Session.transmogrify");
  }

  private static List<String> missing(String text) {
    List<String> missing = new ArrayList<>();
    Matcher code = CODE.matcher(text);
    while (code.find()) {
      Matcher name = CLASS.matcher(code.group(1));
      if (!name.matches() || NO_CLASSES.contains(name.group(1))) {
        continue;
      }
      String source = SOURCES.get(name.group(1));
      String member = name.group(2);
      if (source == null
          || (member != null && !Pattern.compile("\\b" + member + "\\b").matcher(source).find())) {
        missing.add(code.group(1));
      }
    }
    return missing;
  }
}
