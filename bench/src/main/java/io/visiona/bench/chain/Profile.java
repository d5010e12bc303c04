package io.visiona.bench.chain;

import io.visiona.launch.Installation;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Says where the server's processor time goes: runs single measurements of the chain benchmark with async-profiler in the server,
 * and keeps the stacks of each (collapsed, one line a stack) in {@code target/chain/profile}. Arguments: parts of the names of what
 * is to be measured, as {@code "bulk up"}; none = everything. A profile's own figures are no results.
 */
public final class Profile {
  private static final String LIBRARY = "linux-x64/libasyncProfiler.so";
  private static final long ATTACH_SECONDS = 30;

  private final Path folder;
  private final Path library;
  private final long pid;
  private final List<String> wanted;

  private Profile(Path folder, Path library, long pid, List<String> wanted) {
    this.folder = folder;
    this.library = library;
    this.pid = pid;
    this.wanted = wanted;
  }

  /** Runs what was asked for. */
  public static void main(String[] arguments) throws IOException, InterruptedException {
    Installation installation = Installation.find();
    Path chain = Files.createDirectories(installation.root().resolve("bench/target/chain"));
    Path folder = Files.createDirectories(chain.resolve("profile"));
    Programs programs = Programs.build(installation, chain.resolve("go"));
    Load load = new Load(programs.load(), Plan.quick());
    try (Children children = new Children(Files.createTempDirectory(chain, "run"))) {
      Ours ours = Ours.start(installation, children);
      List<Chain> chains =
          List.of(
              ours.goAgent(programs, "go websocket", "websocket", ours.tunnelUrl()),
              ours.javaAgent("java yamux", "yamux", ours.tunnelUrl()),
              ours.goAgent(programs, "go yamux", "yamux", ours.tunnelUrl()),
              ours.javaAgent("java websocket", "websocket", ours.tunnelUrl()));
      chains.forEach(each -> load.requestsPerSecond(each, 64));
      Profile profile = new Profile(folder, unpack(folder), ours.serverPid(), List.of(arguments));
      for (Chain each : chains) {
        profile.run("small 1 " + each.name(), each, c -> say(load.requestsPerSecond(c, 1)));
        profile.run("small 64 " + each.name(), each, c -> say(load.requestsPerSecond(c, 64)));
        profile.run("bulk down " + each.name(), each, c -> say(load.downMegabytesPerSecond(c, load.plan().bulkBytes())));
        profile.run("bulk up " + each.name(), each, c -> say(load.upMegabytesPerSecond(c, load.plan().bulkBytes())));
      }
    }
  }

  private static void say(double figure) {
    Progress.say("  " + Math.round(figure));
  }

  private void run(String name, Chain chain, Consumer<Chain> work) throws IOException, InterruptedException {
    if (!wanted.isEmpty() && wanted.stream().noneMatch(name::contains)) {
      return;
    }
    Progress.say(name);
    work.accept(chain);
    Path file = folder.resolve(name.replace(' ', '-') + ".collapsed");
    command("start,event=cpu,interval=1ms,threads,ann");
    work.accept(chain);
    command("stop,threads,ann,collapsed,file=" + file);
    Progress.say("  " + file);
  }

  private void command(String options) throws IOException, InterruptedException {
    String jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd").toString();
    Process process =
        new ProcessBuilder(jcmd, Long.toString(pid), "JVMTI.agent_load", library.toString(), quoted(options))
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
