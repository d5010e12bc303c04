package io.visiona.tests.support;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Programs of other people that a machine may have, such as Node with npm. */
public final class OtherPrograms {
  private static final long LIMIT_SECONDS = 60;

  private OtherPrograms() {}

  /**
   * Whether a command can be started and ends with 0.
   *
   * @param command and its arguments
   */
  public static boolean runs(List<String> command) throws InterruptedException {
    try {
      return new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start()
              .waitFor()
          == 0;
    } catch (IOException notThere) {
      return false;
    }
  }

  /** What a command writes within a minute; one that goes on is killed. */
  public static String said(Path folder, List<String> command)
      throws IOException, InterruptedException {
    Path output = folder.resolve("said");
    Process process =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    if (!process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)) {
      process.destroyForcibly().waitFor();
    }
    return Files.readString(output);
  }

  /**
   * Copies files of {@code tests/js} and what they need, as their lock file has it; without npm the
   * test is skipped.
   */
  public static void npm(String project, List<String> files, Path folder)
      throws IOException, InterruptedException {
    assumeTrue(runs(List.of("npm", "--version")), "npm is not installed: skipped");
    for (String file : files) {
      Files.copy(Path.of("js", project, file), folder.resolve(file));
    }
    assertThat(said(folder, List.of("npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund")))
        .contains("added");
  }
}
