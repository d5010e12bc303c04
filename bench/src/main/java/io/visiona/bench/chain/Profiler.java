package io.visiona.bench.chain;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.concurrent.TimeUnit;

/**
 * async-profiler in another process of this user: stacks by processor time, collapsed, one line a
 * stack.
 */
final class Profiler {
  private static final String LIBRARY = "linux-x64/libasyncProfiler.so";
  private static final long ATTACH_SECONDS = 30;

  private final Path folder;
  private final Path library;
  private final long pid;

  private Profiler(Path folder, Path library, long pid) {
    this.folder = folder;
    this.library = library;
    this.pid = pid;
  }

  /** Profiles the process; files come into the folder. */
  static Profiler of(long pid, Path folder) throws IOException {
    Files.createDirectories(folder);
    return new Profiler(folder, unpack(folder), pid);
  }

  /** Begins to sample every millisecond of processor time. */
  void start() throws IOException, InterruptedException {
    command("start,event=cpu,interval=1ms,threads,ann");
  }

  /** Ends it and gives the file with the stacks. */
  Path stop(String name) throws IOException, InterruptedException {
    Path file = folder.resolve(name.replace(' ', '-') + ".collapsed");
    command("stop,threads,ann,collapsed,file=" + file);
    return file;
  }

  private void command(String options) throws IOException, InterruptedException {
    String jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd").toString();
    Process process =
        new ProcessBuilder(
                jcmd, Long.toString(pid), "JVMTI.agent_load", library.toString(), quoted(options))
            .redirectErrorStream(true)
            .start();
    String answer = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    boolean done = process.waitFor(ATTACH_SECONDS, TimeUnit.SECONDS) && process.exitValue() == 0;
    if (!done || !answer.contains("return code: 0")) {
      throw new IOException("the profiler could not be attached: " + answer);
    }
  }

  /** jcmd would take the commas and equal signs for its own. */
  private static String quoted(String options) {
    return '"' + options + '"';
  }

  private static Path unpack(Path folder) throws IOException {
    Path library = folder.resolve("libasyncProfiler.so");
    try (InputStream in = Profile.class.getClassLoader().getResourceAsStream(LIBRARY)) {
      if (in == null) {
        throw new IOException("async-profiler is not on the class path");
      }
      Files.copy(in, library, StandardCopyOption.REPLACE_EXISTING);
    }
    return library;
  }
}
