package io.visiona.tests.support;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** Prometheus' own checker, where it is installed. */
public final class Promtool {
  private Promtool() {}

  /** Whether there is one to ask. */
  public static boolean isInstalled() throws InterruptedException {
    return OtherPrograms.runs("promtool", "--version");
  }

  /** What {@code promtool check metrics} says about the text of a scrape; empty when it is good. */
  public static String complaintsAbout(String metrics) throws IOException {
    Process process =
        new ProcessBuilder("promtool", "check", "metrics").redirectErrorStream(true).start();
    try (OutputStream input = process.getOutputStream()) {
      input.write(metrics.getBytes(StandardCharsets.UTF_8));
    }
    return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
  }

  /** What {@code promtool check rules} says about a rule file that it refuses; else empty. */
  public static String complaintsAbout(Path rules) throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder("promtool", "check", "rules", rules.toString())
            .redirectErrorStream(true)
            .start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return process.waitFor() == 0 ? "" : said;
  }
}
