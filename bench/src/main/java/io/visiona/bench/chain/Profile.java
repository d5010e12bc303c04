package io.visiona.bench.chain;

import io.visiona.launch.Installation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * Says where the server's processor time goes: runs single measurements of the chain benchmark with
 * async-profiler in the server, and keeps the stacks of each (collapsed, one line a stack) in
 * {@code target/chain/profile}. Arguments: parts of the names of what is to be measured, as {@code
 * "bulk up"}; none = everything. With {@code --agent} it is the Java agents' time instead. A
 * profile's own figures are no results.
 */
public final class Profile {
  /** Samples the Java agents instead of the server. */
  private static final String AGENT = "--agent";

  private final Profiler profiler;
  private final List<String> wanted;

  private Profile(Profiler profiler, List<String> wanted) {
    this.profiler = profiler;
    this.wanted = wanted;
  }

  /** Runs what was asked for. */
  public static void main(String[] arguments) throws IOException, InterruptedException {
    Installation installation = Installation.find();
    Path chain = Files.createDirectories(installation.root().resolve("bench/target/chain"));
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
      boolean ofAgents = List.of(arguments).contains(AGENT);
      List<String> wanted = Stream.of(arguments).filter(word -> !word.equals(AGENT)).toList();
      Path folder = chain.resolve("profile");
      Profile ofServer = new Profile(Profiler.of(ours.serverPid(), folder), wanted);
      for (Chain each : chains) {
        OptionalLong agent = ours.javaAgentPid(each.name());
        if (ofAgents && agent.isEmpty()) {
          continue;
        }
        Profile profile =
            ofAgents ? new Profile(Profiler.of(agent.getAsLong(), folder), wanted) : ofServer;
        profile.run("small 1 " + each.name(), each, c -> say(load.requestsPerSecond(c, 1)));
        profile.run("small 64 " + each.name(), each, c -> say(load.requestsPerSecond(c, 64)));
        profile.run(
            "bulk down " + each.name(),
            each,
            c -> say(load.downMegabytesPerSecond(c, load.plan().bulkBytes())));
        profile.run(
            "bulk up " + each.name(),
            each,
            c -> say(load.upMegabytesPerSecond(c, load.plan().bulkBytes())));
        profile.run(
            "many streams " + each.name(),
            each,
            c -> say(100 * load.keptBesideAStalledStream(c, load.plan().streams())));
      }
    }
  }

  private static void say(double figure) {
    RunProgress.say("  " + Math.round(figure));
  }

  private void run(String name, Chain chain, Consumer<Chain> work)
      throws IOException, InterruptedException {
    if (!wanted.isEmpty() && wanted.stream().noneMatch(name::contains)) {
      return;
    }
    RunProgress.say(name);
    work.accept(chain);
    profiler.start();
    work.accept(chain);
    RunProgress.say("  " + profiler.stop(name));
  }
}
