package io.visiona.bench.chain;

import io.visiona.launch.Await;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** Very many agents of the field in one process, which tells how many of them have a tunnel. */
final class GoFleet implements AutoCloseable {
  private final Process process;
  private volatile int up;
  private volatile int refused;

  private GoFleet(Process process) {
    this.process = process;
    Thread.ofVirtual().start(this::read);
  }

  /**
   * Starts them.
   *
   * @param targets where they dial, in turn
   * @param tokens a file, one each line
   * @param perSecond how many begin each second
   */
  static GoFleet start(Path program, List<String> targets, Path tokens, int perSecond)
      throws IOException {
    return new GoFleet(
        new ProcessBuilder(
                program.toString(),
                "fleet",
                "-targets",
                String.join(",", targets),
                "-tokens",
                tokens.toString(),
                "-rate",
                Integer.toString(perSecond))
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start());
  }

  private void read() {
    try (BufferedReader lines = process.inputReader(StandardCharsets.US_ASCII)) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        String[] words = line.split(" ", -1);
        up = Integer.parseInt(words[0]);
        refused = Integer.parseInt(words[1]);
      }
    } catch (IOException e) {
      RunProgress.say("  the fleet has ended: " + e);
    }
  }

  /** Tunnels now, at most a quarter of a second ago. */
  int up() {
    return up;
  }

  /** Attempts that were answered 503 so far. */
  int refused() {
    return refused;
  }

  /** Waits until there are so many. */
  void await(int count, Duration limit) {
    if (!Await.until(limit, () -> up >= count)) {
      throw new IllegalStateException("only " + up + " of " + count + " tunnels are up");
    }
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
