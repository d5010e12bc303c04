package io.visiona.bench.chain;

import io.visiona.launch.Installation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;

/**
 * What many relays need: the directory with a million simulated tunnels, and ten thousand real ones
 * over two relays, one of which is killed. {@code --directory} or {@code --tunnels} for one of the
 * two; {@code --smoke} for a short run that only shows that everything works.
 */
public final class ClusterBench {
  private ClusterBench() {}

  /** Runs it and writes the results. */
  public static void main(String[] arguments)
      throws IOException, InterruptedException, SQLException {
    List<String> options = List.of(arguments);
    boolean smoke = options.contains("--smoke");
    Installation installation = Installation.find();
    Path chain = Files.createDirectories(installation.root().resolve("bench/target/chain"));
    Path results =
        smoke ? chain.resolve("SMOKE.md") : installation.root().resolve("bench/RESULTS.md");
    if (!options.contains("--tunnels")) {
      Report report = new Report("directory", "beside");
      DirectoryBench.measure(
          smoke ? DirectoryBench.Scale.smoke() : DirectoryBench.Scale.full(), report);
      report.write(results, Machine.describe());
    }
    if (!options.contains("--directory")) {
      Report report = new Report("tunnels", "beside");
      Programs programs = Programs.build(installation, chain.resolve("go"));
      try (Children children = new Children(Files.createTempDirectory(chain, "run"))) {
        RelayLoss.measure(installation, programs, children, smoke ? 200 : 10_000, report);
      }
      report.write(results, Machine.describe());
    }
    RunProgress.say("Written to " + results);
  }
}
