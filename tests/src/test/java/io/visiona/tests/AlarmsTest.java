package io.visiona.tests;

import static org.assertj.core.api.Assertions.assertThat;

import io.visiona.launch.Installation;
import io.visiona.tests.support.Promtool;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/** Each alarm is a valid rule and has its section in the runbook, and the other way around. */
final class AlarmsTest {
  private static final Path ROOT = Installation.find().root();
  private static final Path RULES = ROOT.resolve("deploy/prometheus/visiona.rules.yml");
  private static final Path RUNBOOK = ROOT.resolve("docs/runbook.md");

  @Test
  void everyAlarm_hasASectionOfTheRunbook_andLeadsThere() throws IOException {
    List<String> alarms = all("alert: (\\w+)", RULES);
    assertThat(alarms).hasSizeGreaterThan(10).doesNotHaveDuplicates();
    assertThat(all("## (Visiona\\w+)", RUNBOOK)).containsExactlyInAnyOrderElementsOf(alarms);
    assertThat(all("runbook: docs/runbook.md#(\\w+)", RULES))
        .containsExactlyElementsOf(alarms.stream().map(AlarmsTest::anchor).toList());
  }

  @Test
  void everySection_saysWhatItMeansWhatToLookAtAndWhatToDo() throws IOException {
    String[] sections = Files.readString(RUNBOOK).split("\n## ", -1);
    assertThat(List.of(sections).subList(1, sections.length))
        .allSatisfy(
            section -> assertThat(section).contains("**Means.**", "**Look at.**", "**Do.**"));
  }

  @Test
  void rules_areValid() throws Exception {
    Assumptions.assumeTrue(Promtool.isInstalled(), "needs promtool: apt-get install prometheus");
    assertThat(Promtool.complaintsAbout(RULES)).isEmpty();
  }

  private static String anchor(String alarm) {
    return alarm.toLowerCase(Locale.ROOT);
  }

  private static List<String> all(String pattern, Path file) throws IOException {
    return Pattern.compile(pattern)
        .matcher(Files.readString(file))
        .results()
        .map((MatchResult found) -> found.group(1))
        .toList();
  }
}
