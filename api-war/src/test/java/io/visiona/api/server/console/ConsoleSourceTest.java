package io.visiona.api.server.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.Test;

/**
 * What the console's own files must not contain: markup from text, code from text, styles in lines.
 */
final class ConsoleSourceTest {
  private static final Path WEBAPP = Path.of("src/main/webapp");
  private static final int LONGEST_MODULE = 200;
  private static final int LARGEST_STYLE_SHEET = 10_240;

  private static final Pattern FORBIDDEN =
      Pattern.compile(
          "innerHTML|outerHTML|insertAdjacentHTML|dangerouslySet|document\\.write|\\beval\\(|new Function|"
              + "\\bstyle=|https?://(?!127)");

  private static final Pattern TABLE =
      Pattern.compile("(?m)^(?:export )?const ([A-Z][A-Z_]+) = \\{\\s*(.*)$");

  @Test
  void modules_haveNoWayToMakeMarkupOrCodeOfText() throws IOException {
    SoftAssertions all = new SoftAssertions();
    for (Path module : modules()) {
      all.assertThat(Files.readString(module))
          .as(module.toString())
          .doesNotContainPattern(FORBIDDEN);
    }
    all.assertAll();
  }

  /** An agent may say "constructor", and so may an address. */
  @Test
  void tablesLookedUpByName_haveNothingButTheirOwnEntries() throws IOException {
    SoftAssertions all = new SoftAssertions();
    for (Path module : modules()) {
      String text = Files.readString(module);
      TABLE
          .matcher(text)
          .results()
          .filter(table ->
              Pattern.compile("\\b" + table.group(1) + "\\[[A-Za-z(]").matcher(text).find())
          .forEach(table ->
              all.assertThat(table.group(2))
                  .as(table.group(1) + " of " + module)
                  .startsWith("__proto__: null,"));
    }
    all.assertAll();
  }

  @Test
  void modules_areShort() throws IOException {
    for (Path module : modules()) {
      assertThat(Files.readAllLines(module)).as(module.toString()).hasSizeLessThan(LONGEST_MODULE);
    }
  }

  @Test
  void page_hasNoScriptOrStyleInItselfButTheImportMap() throws IOException {
    assertThat(Files.readString(WEBAPP.resolve("index.html")))
        .doesNotContain("<style", "style=", " onclick", "http:", "https:")
        .doesNotContainPattern("<script(?! type=\"importmap\"| type=\"module\" src=)");
  }

  @Test
  void styleSheet_isSmall() throws IOException {
    byte[] sheet = Files.readAllBytes(WEBAPP.resolve("assets/style.css"));
    assertThat(Served.of(sheet, "text/css", true).zipped()).hasSizeLessThan(LARGEST_STYLE_SHEET);
  }

  static List<Path> modules() throws IOException {
    try (Stream<Path> files = Files.walk(WEBAPP.resolve("assets"))) {
      return files.filter(file -> file.toString().endsWith(".js")).sorted().toList();
    }
  }
}
