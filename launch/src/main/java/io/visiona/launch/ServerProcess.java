package io.visiona.launch;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/**
 * One Liberty server as a child process. Its console goes to {@code console.log} in its output
 * folder.
 */
public final class ServerProcess implements AutoCloseable {
  private static final Duration START_LIMIT = Duration.ofMinutes(5);
  private static final Duration STOP_LIMIT = Duration.ofSeconds(40);

  /** Exit status of a JVM that ran its shutdown hooks after SIGTERM. */
  private static final int TERMINATED = 128 + 15;

  /**
   * Keys of secrets: everybody on the machine sees a command line, and a server's console begins
   * with its own.
   */
  private static final Pattern SECRET =
      Pattern.compile(
          "(secret|signing-keys|password|api-key|access-key|secret-key|otlp\\.headers|redis\\.url|directory-url)$");

  private final Installation installation;
  private final String name;
  private final Path output;
  private final Map<String, String> variables;
  private final Map<String, String> environment;
  private final List<URI> readiness;
  private final boolean clean;
  private Process process;

  private ServerProcess(
      Installation installation,
      String name,
      Path output,
      Map<String, String> variables,
      Map<String, String> environment,
      List<URI> readiness,
      boolean clean) {
    this.installation = installation;
    this.name = name;
    this.output = output;
    this.variables = new TreeMap<>(variables);
    this.environment = new TreeMap<>(environment);
    this.readiness = readiness;
    this.clean = clean;
    this.process = launch();
  }

  /**
   * Starts a server; {@link #awaitReady()} waits for it.
   *
   * @param name a folder of {@code liberty/target/wlp/usr/servers}
   * @param output where its logs, work area and database go
   * @param variables server variables, as {@code visiona.api.port}
   * @param readiness URLs that answer 200 once it serves
   */
  public static ServerProcess start(
      Installation installation,
      String name,
      Path output,
      Map<String, String> variables,
      List<URI> readiness) {
    return start(installation, name, output, variables, Map.of(), readiness);
  }

  /**
   * As {@link #start(Installation, String, Path, Map, List)}.
   *
   * @param environment what others on the machine must not see on the command line, as {@code
   *     VISIONA_ADMIN_PASSWORD}
   */
  public static ServerProcess start(
      Installation installation,
      String name,
      Path output,
      Map<String, String> variables,
      Map<String, String> environment,
      List<URI> readiness) {
    return new ServerProcess(installation, name, output, variables, environment, readiness, true);
  }

  /**
   * As {@link #start(Installation, String, Path, Map, Map, List)}, going on with the work area that
   * is there, as a server in production does. For callers who know that the work area was made from
   * the same applications.
   */
  public static ServerProcess resume(
      Installation installation,
      String name,
      Path output,
      Map<String, String> variables,
      Map<String, String> environment,
      List<URI> readiness) {
    return new ServerProcess(installation, name, output, variables, environment, readiness, false);
  }

  /** Whether a setting is handed over by the environment and not on the command line. */
  public static boolean isSecret(String key) {
    return SECRET.matcher(key.toLowerCase(Locale.ROOT)).find();
  }

  private Process launch() {
    List<String> command = new ArrayList<>();
    command.add(installation.liberty().resolve("bin/server").toString());
    command.add("run");
    command.add(name);
    if (clean) {
      // Liberty keeps what it extracted from an application by the time of its entries, which a
      // reproducible build holds constant.
      command.add("--clean");
    }
    command.add("--");
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    variables.forEach((key, value) -> {
      if (isSecret(key)) {
        builder.environment().put(key.replaceAll("[.-]", "_").toUpperCase(Locale.ROOT), value);
      } else {
        command.add("--" + key + "=" + value);
      }
    });
    builder.environment().putAll(environment);
    builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
    builder.environment().put("WLP_OUTPUT_DIR", output.toString());
    builder.redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()));
    try {
      Files.createDirectories(output);
      builder.redirectOutput(ProcessBuilder.Redirect.appendTo(console().toFile()));
      return builder.start();
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot start server " + name, e);
    }
  }

  /** Starts it again, with the same variables, after it ended. */
  public void restart() {
    if (process.isAlive()) {
      throw new IllegalStateException(name + " is still running");
    }
    process = launch();
  }

  /**
   * Waits until every readiness URL answers 200; fails with the end of the console when it does
   * not.
   */
  public ServerProcess awaitReady() {
    for (URI uri : readiness) {
      Await.until(
          START_LIMIT,
          () -> !process.isAlive() || hasFailedToStart() || HttpProbe.status(uri) == 200);
      if (!process.isAlive() || HttpProbe.status(uri) != 200) {
        String tail = consoleTail();
        close();
        throw new IllegalStateException(
            "Server " + name + " does not answer at " + uri + "\n" + tail);
      }
    }
    return this;
  }

  /** A configuration that cannot be read, or an application that threw: it will never answer. */
  private boolean hasFailedToStart() {
    try {
      if (!Files.exists(console())) {
        return false;
      }
      String said = Files.readString(console(), StandardCharsets.ISO_8859_1);
      return said.contains("CWWKG0014E") || said.contains("CWWKZ0002E");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The pid of the server's JVM: the start script replaces itself with it. */
  public long pid() {
    return process.pid();
  }

  /** Ends it as {@code kill -9} does. */
  public void kill() {
    process.destroyForcibly();
    awaitExit();
  }

  /** Stops it in an orderly way and waits; forcibly when that takes longer than 40 s. */
  @Override
  public void close() {
    if (process.isAlive()) {
      process.destroy();
      awaitExit();
    }
  }

  /**
   * Asks it to stop and returns at once. What applications log after a signal is lost: see {@link
   * #stop()}.
   */
  public void requestStop() {
    process.destroy();
  }

  /**
   * Asks it to stop as {@code server stop} does, and returns before it has. Applications can log
   * until their end: on a signal the JVM takes java.util.logging away first.
   */
  public void stop() {
    ProcessBuilder builder =
        new ProcessBuilder(installation.liberty().resolve("bin/server").toString(), "stop", name)
            .redirectErrorStream(true);
    builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
    builder.environment().put("WLP_OUTPUT_DIR", output.toString());
    builder.redirectOutput(ProcessBuilder.Redirect.appendTo(output.resolve("stop.log").toFile()));
    try {
      builder.start();
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot stop server " + name, e);
    }
  }

  /** Waits until the process ends by itself or by somebody else's hand. */
  public void awaitEnd() throws InterruptedException {
    process.waitFor();
  }

  /** The status it ended with; it must have ended. */
  public int exitStatus() {
    return process.exitValue();
  }

  /** Whether it was asked to end, and did, by itself. */
  public boolean endedOrderly() {
    return !process.isAlive() && (process.exitValue() == 0 || process.exitValue() == TERMINATED);
  }

  /** Whether the process lives. */
  public boolean isAlive() {
    return process.isAlive();
  }

  /** Its console, for tests that search what was logged. */
  public Path console() {
    return output.resolve("console.log");
  }

  /** Everything it logged, as JSON lines. */
  public Path messages() {
    return output().resolve("logs/messages.log");
  }

  /** What it made of its features and applications, and would make again. */
  public Path workArea() {
    return output().resolve("workarea");
  }

  /** The folder of its configuration in the installation. */
  public String name() {
    return name;
  }

  /** Where its logs and work area are. */
  public Path output() {
    return output.resolve(name);
  }

  private void awaitExit() {
    try {
      if (!process.waitFor(STOP_LIMIT.toSeconds(), TimeUnit.SECONDS)) {
        process.destroyForcibly().waitFor();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }

  private String consoleTail() {
    try {
      List<String> lines = Files.readAllLines(console(), StandardCharsets.UTF_8);
      return String.join("\n", lines.subList(Math.max(0, lines.size() - 40), lines.size()));
    } catch (IOException e) {
      return "(no console: " + e.getMessage() + ")";
    }
  }
}
