package io.visiona.bench.chain;

import io.visiona.launch.Installation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * Measures this project's chain and a peer chain written in Go in one run: same machine, same
 * minute, same load generator, same work. Arguments: {@code --quick} for one round of everything,
 * {@code --smoke} for a run that only shows that everything works and writes to {@code
 * bench/target}. {@code --idle} measures idle tunnels only.
 */
public final class ChainBench {
  private ChainBench() {}

  /** Runs it all; fails when a part of either chain does not start. */
  public static void main(String[] arguments) throws IOException, InterruptedException {
    boolean smoke = List.of(arguments).contains("--smoke");
    boolean quick = List.of(arguments).contains("--quick");
    Plan plan = smoke ? Plan.smoke() : quick ? Plan.quick() : Plan.full();
    Installation installation = Installation.find();
    Path bench = installation.root().resolve("bench");
    Path folder = Files.createDirectories(bench.resolve("target/chain"));
    Path work = Files.createTempDirectory(folder, "run");
    Programs programs = Programs.build(installation, folder.resolve("go"));
    Load load = new Load(programs.load(), plan);
    Path results = smoke ? folder.resolve("SMOKE.md") : bench.resolve("RESULTS.md");
    if (!List.of(arguments).contains("--idle")) {
      measureChains(installation, programs, load, work, results);
    }
    Report idle = new Report("idle");
    IdleTunnels.measure(installation, programs, load, idle, work);
    idle.write(results, Machine.describe(plan));
    RunProgress.say("Written to " + results);
  }

  private static void measureChains(
      Installation installation, Programs programs, Load load, Path work, Path results)
      throws IOException, InterruptedException {
    Report report = new Report("chain");
    try (Children children = new Children(work)) {
      RunProgress.say("Starting both chains …");
      GoPeer peer = GoPeer.start(programs, children);
      children.start(
          "peer-agent",
          Map.of("VISIONA_AGENT_TOKEN", "bench-agent"),
          List.of(programs.agent().toString(), "-url", peer.tunnelUrl()));
      Chain other = peer.chain("peer", "bench-agent");
      Ours ours = Ours.start(installation, children);
      List<Chain> chains =
          List.of(
              ours.goAgent(programs, "go websocket", "websocket", ours.tunnelUrl()),
              ours.javaAgent("java yamux", "yamux", ours.tunnelUrl()),
              ours.goAgent(programs, "go yamux", "yamux", ours.tunnelUrl()),
              ours.javaAgent("java websocket", "websocket", ours.tunnelUrl()));
      RunProgress.say("Warming up …");
      for (int round = 0; round < 2; round++) {
        chains.forEach(chain -> load.requestsPerSecond(chain, 64));
        load.requestsPerSecond(other, 64);
      }
      RunProgress.say("Measuring …");
      new Throughput(chains, other, load, report).measure();
      LongLine.measure(ours, peer, programs, load, report, children);
    }
    report.write(results, Machine.describe(load.plan()));
  }
}
