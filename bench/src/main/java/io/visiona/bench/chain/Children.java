package io.visiona.bench.chain;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** The processes that a run started; closing ends them, the latest first. */
final class Children implements AutoCloseable {
  private static final long STOP_SECONDS = 15;

  private final Path folder;
  private final Deque<Runnable> running = new ArrayDeque<>();

  Children(Path folder) throws IOException {
    this.folder = Files.createDirectories(folder);
    // Ctrl-C must leave nothing behind either.
    Runtime.getRuntime().addShutdownHook(new Thread(this::close, "stop-children"));
  }

  Path folder() {
    return folder;
  }

  /** Remembers how to end something that was started elsewhere. */
  synchronized void onClose(Runnable end) {
    running.push(end);
  }

  /** Starts a program whose output goes to a log of its name. */
  Process start(String name, Map<String, String> environment, List<String> command)
      throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve(name + ".log").toFile());
    builder.environment().putAll(environment);
    Process process = builder.start();
    onClose(() -> stop(process));
    return process;
  }

  private static void stop(Process process) {
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

  @Override
  public synchronized void close() {
    while (!running.isEmpty()) {
      running.pop().run();
    }
  }
}
