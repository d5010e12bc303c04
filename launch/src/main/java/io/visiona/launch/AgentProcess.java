package io.visiona.launch;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The reference agent as a child process. */
public final class AgentProcess implements AutoCloseable {
  private static final Duration PAIR_LIMIT = Duration.ofSeconds(60);
  private static final long STOP_SECONDS = 20;

  private final List<String> command;
  private final Path log;
  private Process process;

  private AgentProcess(List<String> command, Path log) {
    this.command = command;
    this.log = log;
    this.process = launch(command, log);
  }

  /** Exchanges a pairing code for a credential, kept in {@code state}. */
  public static void pair(
      Installation installation, URI api, String code, String name, Path state, Path log) {
    List<String> command = java(installation);
    // It ends before the second compiler has paid for itself.
    command.add(1, "-XX:TieredStopAtLevel=1");
    command.addAll(
        List.of(
            "pair", code, "--server", api.toString(), "--name", name, "--state", state.toString()));
    Process pairing = launch(command, log);
    try {
      if (!pairing.waitFor(PAIR_LIMIT.toSeconds(), TimeUnit.SECONDS) || pairing.exitValue() != 0) {
        pairing.destroyForcibly();
        throw new IllegalStateException("Pairing failed\n" + read(log));
      }
    } catch (InterruptedException e) {
      pairing.destroyForcibly();
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Interrupted while pairing", e);
    }
  }

  /** Runs the paired agent. */
  public static AgentProcess run(
      Installation installation, Path state, Path log, String... options) {
    List<String> command = java(installation);
    command.addAll(List.of("run", "--state", state.toString()));
    command.addAll(List.of(options));
    return new AgentProcess(command, log);
  }

  /** Starts it again with the same options. */
  public void restart() {
    close();
    process = launch(command, log);
  }

  /** Ends it as {@code kill -9} does. */
  public void kill() {
    process.destroyForcibly();
    awaitExit();
  }

  /** The agent's process. */
  public Process process() {
    return process;
  }

  @Override
  public void close() {
    process.destroy();
    awaitExit();
  }

  private void awaitExit() {
    try {
      if (!process.waitFor(STOP_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly().waitFor();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }

  private static List<String> java(Installation installation) {
    return new ArrayList<>(
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xmx128m",
            "-XX:+UseSerialGC",
            "-jar",
            installation.agentJar().toString()));
  }

  private static Process launch(List<String> command, Path log) {
    try {
      Files.createDirectories(log.toAbsolutePath().getParent());
      return new ProcessBuilder(command)
          .redirectErrorStream(true)
          .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
          .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
          .start();
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot start the agent", e);
    }
  }

  private static String read(Path log) {
    try {
      return Files.readString(log);
    } catch (IOException e) {
      return "(no log: " + e.getMessage() + ")";
    }
  }
}
