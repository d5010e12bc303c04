package io.visiona.tests.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.visiona.launch.Person;
import io.visiona.tests.support.Stack;
import jakarta.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;

/**
 * Runs {@code visiona} with a home of its own, and a browser that only notes what it shall open.
 */
final class CommandLineProcess {
  private static final long LIMIT_SECONDS = 90;

  private final Stack stack;
  private final Path folder;

  CommandLineProcess(Stack stack) {
    this.stack = stack;
    this.folder = stack.folder("cli-" + UUID.randomUUID());
  }

  /** What came of one command. */
  record Done(int exit, String out, String err) {
    List<JsonObject> lines() {
      return out.lines().map(Person::json).toList();
    }

    Done ok() {
      assertThat(exit).as(out + err).isZero();
      return this;
    }
  }

  /** One command under way. */
  static final class Running implements AutoCloseable {
    private final Process process;
    private final Path out;
    private final Path err;

    private Running(Process process, Path out, Path err) {
      this.process = process;
      this.out = out;
      this.err = err;
    }

    String out() {
      return read(out);
    }

    String err() {
      return read(err);
    }

    Done end() throws InterruptedException {
      if (!process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        throw new AssertionError("it does not end: " + out() + err());
      }
      return new Done(process.exitValue(), out(), err());
    }

    @Override
    public void close() {
      process.destroyForcibly();
    }
  }

  Path home() {
    return folder.resolve("home");
  }

  Path file(String name) {
    return folder.resolve(name);
  }

  Done run(String... arguments) throws IOException, InterruptedException {
    try (Running running = start(arguments)) {
      return running.end();
    }
  }

  Running start(String... arguments) throws IOException {
    String id = UUID.randomUUID().toString();
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xmx64m", "-jar"));
    command.add(stack.build().cliJar().toString());
    command.addAll(Arrays.asList(arguments));
    Path out = folder.resolve(id + ".out");
    Path err = folder.resolve(id + ".err");
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
            .redirectOutput(out.toFile())
            .redirectError(err.toFile());
    builder.environment().put("VISIONA_HOME", home().toString());
    builder.environment().put("BROWSER", browser().toString());
    builder.environment().remove("VISIONA_SERVER");
    return new Running(builder.start(), out, err);
  }

  /** What the browser was asked to open; waits for it. */
  String opened() {
    Path page = folder.resolve("page");
    Awaitility.await().atMost(LIMIT_SECONDS, TimeUnit.SECONDS).until(() -> Files.exists(page));
    String address = read(page);
    try {
      Files.delete(page);
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
    return address;
  }

  private Path browser() throws IOException {
    Path script = folder.resolve("browser");
    if (!Files.exists(script)) {
      Path page = folder.resolve("page");
      Files.writeString(
          script,
          "#!/bin/sh\nprintf %s \"$1\" >'"
              + page
              + ".new' && mv '"
              + page
              + ".new' '"
              + page
              + "'\n");
      Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwx------"));
    }
    return script;
  }

  private static String read(Path file) {
    try {
      return Files.exists(file) ? Files.readString(file) : "";
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }
}
