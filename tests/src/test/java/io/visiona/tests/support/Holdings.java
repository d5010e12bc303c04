package io.visiona.tests.support;

import io.visiona.launch.Person;
import io.visiona.launch.ServerProcess;
import jakarta.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/**
 * What a server holds at one moment, to tell a leak by comparison.
 *
 * @param descriptors open file descriptors
 * @param virtualThreads those that have not ended, without the JDK's own
 * @param platformThreads those that have not ended, without the container's own pool, whose size
 *     the container tunes
 */
public record Holdings(long descriptors, long virtualThreads, long platformThreads) {
  private static final String POOL = "Default Executor-thread";
  private static final String JDK_POLLER = "SubPoller-";

  /**
   * A scheduled pool of ten of the container's; it starts them one by one, whenever it has
   * something to do. Nothing of ours has threads without a name.
   */
  private static final Pattern SCHEDULED = Pattern.compile("pool-1-thread-(?:[1-9]|10)");

  private static final long LIMIT_SECONDS = 30;

  /** Counts now. */
  public static Holdings of(ServerProcess server) {
    try {
      List<JsonObject> threads = threads(server);
      long virtual =
          threads.stream()
              .filter(Holdings::isVirtual)
              .filter(thread -> !isOfTheJdk(thread))
              .count();
      long pool =
          threads.stream().filter(thread -> thread.getString("name").startsWith(POOL)).count();
      long platform =
          threads.stream()
              .filter(thread -> !isVirtual(thread))
              .filter(thread -> !SCHEDULED.matcher(thread.getString("name")).matches())
              .count();
      return new Holdings(new Proc(server.pid()).descriptors(), virtual, platform - pool);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** How many threads of the container's pool are in a class just now. */
  public static long poolThreadsIn(ServerProcess server, String className) throws IOException {
    return threads(server).stream()
        .filter(thread -> thread.getString("name").startsWith(POOL))
        .filter(thread ->
            thread.getJsonArray("stack").stream()
                .anyMatch(frame -> frame.toString().contains(className + ".")))
        .count();
  }

  /**
   * Whether nothing has grown, but for what a server may open at any time: a pooled connection, a
   * timer's thread.
   */
  public boolean isNoMoreThan(Holdings before) {
    return descriptors <= before.descriptors + 4
        && virtualThreads <= before.virtualThreads + 2
        && platformThreads <= before.platformThreads + 2;
  }

  /**
   * The JDK starts them one after the other, the first time that a virtual thread waits for a
   * socket of theirs, and keeps them.
   */
  private static boolean isOfTheJdk(JsonObject thread) {
    return thread.getString("name").startsWith(JDK_POLLER);
  }

  private static boolean isVirtual(JsonObject thread) {
    return thread.getBoolean("virtual", false);
  }

  private static List<JsonObject> threads(ServerProcess server) throws IOException {
    Path dump = Files.createTempFile(server.output(), "threads", ".json");
    run(
        Path.of(System.getProperty("java.home"), "bin", "jcmd").toString(),
        Long.toString(server.pid()),
        "Thread.dump_to_file",
        "-format=json",
        "-overwrite",
        dump.toString());
    return Person.json(Files.readString(dump))
        .getJsonObject("threadDump")
        .getJsonArray("threadContainers")
        .stream()
        .flatMap(container -> container.asJsonObject().getJsonArray("threads").stream())
        .map(thread -> thread.asJsonObject())
        .toList();
  }

  private static void run(String... command) throws IOException {
    Process process =
        new ProcessBuilder(command)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .redirectErrorStream(true)
            .start();
    try {
      if (!process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS) || process.exitValue() != 0) {
        throw new IOException(String.join(" ", command) + " failed");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException(e);
    } finally {
      process.destroyForcibly();
    }
  }
}
