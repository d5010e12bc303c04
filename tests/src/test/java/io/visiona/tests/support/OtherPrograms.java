package io.visiona.tests.support;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** Programs of other people that a machine may have, such as Node. */
public final class OtherPrograms {
  private static final Path TYPESCRIPT = Path.of("target", "typescript").toAbsolutePath();

  private OtherPrograms() {}

  /**
   * How a program ended.
   *
   * @param status its exit status
   * @param said all that it wrote
   */
  public record Ended(int status, String said) {}

  /** Whether a command can be started and ends with 0. */
  public static boolean runs(String... command) throws InterruptedException {
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

  /**
   * Waits for a command's end.
   *
   * @throws AssertionError when it takes longer; it is killed then
   */
  public static Ended run(Path folder, Duration limit, List<String> command)
      throws IOException, InterruptedException {
    Path output = Files.createTempFile(folder, "said", ".log");
    Process process =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
      process.destroyForcibly().waitFor();
      throw new AssertionError("it does not end:\n" + Files.readString(output));
    }
    return new Ended(process.exitValue(), Files.readString(output));
  }

  /** The TypeScript compiler that the build fetches; without Node the test is skipped. */
  public static List<String> typeScript() throws IOException, InterruptedException {
    assumeTrue(runs("node", "--version"), "There is no Node.js here.");
    try (Stream<Path> files = Files.walk(TYPESCRIPT)) {
      Path compiler = files.filter(file -> file.endsWith("lib/tsc.js")).findFirst().orElseThrow();
      return List.of("node", compiler.toString());
    }
  }
}
