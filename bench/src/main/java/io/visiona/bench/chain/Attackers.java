package io.visiona.bench.chain;

import io.visiona.launch.Person;
import jakarta.json.JsonObject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * All attackers, in a process of their own: what they use up of descriptors and processors is
 * theirs, and not the person's whose requests are measured. They end with this process at the
 * latest.
 */
final class Attackers implements AutoCloseable {
  private final Process process;

  private Attackers(Process process) {
    this.process = process;
  }

  static Attackers start(Path program, List<String> arguments) throws IOException {
    List<String> command = new ArrayList<>(List.of(program.toString(), "siege"));
    command.addAll(arguments);
    return new Attackers(new ProcessBuilder(command).redirectErrorStream(true).start());
  }

  /** Ends the attack: {@code attacks}, {@code processor_seconds}. */
  JsonObject end() throws IOException {
    process.getOutputStream().close();
    String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    try {
      if (process.waitFor() != 0) {
        throw new IOException(text.strip());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException(e);
    }
    return Person.json(text);
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
