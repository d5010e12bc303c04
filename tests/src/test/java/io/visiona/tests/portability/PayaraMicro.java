package io.visiona.tests.portability;

import io.visiona.launch.Await;
import io.visiona.launch.HttpProbe;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** One Payara Micro with one application, as a child process. */
final class PayaraMicro implements AutoCloseable {
  private static final Duration START_LIMIT = Duration.ofMinutes(3);
  private static final int STOP_SECONDS = 30;

  private final Process process;
  private final Path console;

  private PayaraMicro(Process process, Path console) {
    this.process = process;
    this.console = console;
  }

  /**
   * Starts it.
   *
   * @param war the application, which gets the context root {@code /}
   * @param port of the public listener
   * @param commands of its administration, run before the application is deployed
   * @param properties a file of system properties
   * @param settings more of them
   * @param environment what nobody else on the machine may see
   */
  static PayaraMicro start(
      Path folder,
      Path war,
      int port,
      Path commands,
      Path properties,
      Map<String, String> settings,
      Map<String, String> environment)
      throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-Xmx512m");
    command.add("-XX:TieredStopAtLevel=1");
    settings.forEach((key, value) -> command.add("-D" + key + "=" + value));
    command.add("-jar");
    command.add(Path.of("target", "payara", "payara-micro.jar").toAbsolutePath().toString());
    command.addAll(List.of("--deploy", war.toString(), "--contextroot", "/"));
    command.addAll(List.of("--port", Integer.toString(port)));
    command.addAll(List.of("--nohazelcast", "--nohostaware", "--disablephonehome"));
    command.addAll(List.of("--systemproperties", properties.toString()));
    command.addAll(List.of("--postbootcommandfile", commands.toString()));
    Files.createDirectories(folder);
    Path console = folder.resolve("console.log");
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
            .redirectOutput(ProcessBuilder.Redirect.appendTo(console.toFile()));
    builder.environment().putAll(environment);
    return new PayaraMicro(builder.start(), console);
  }

  /** Waits until the URL answers 200; fails with the end of the console when it does not. */
  PayaraMicro awaitReady(URI uri) throws IOException {
    Await.until(START_LIMIT, () -> !process.isAlive() || HttpProbe.status(uri) == 200);
    if (!process.isAlive() || HttpProbe.status(uri) != 200) {
      List<String> lines = Files.readAllLines(console);
      close();
      throw new IllegalStateException(
          "Payara Micro does not answer at "
              + uri
              + "\n"
              + String.join("\n", lines.subList(Math.max(0, lines.size() - 60), lines.size())));
    }
    return this;
  }

  String said() throws IOException {
    return Files.readString(console);
  }

  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(STOP_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
