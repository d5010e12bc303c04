package io.visiona.bench.chain;

import io.visiona.launch.Installation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * The Go programs of the benchmark, built with Debian's Go and libraries.
 *
 * @param agent the agent as users in the field have it
 * @param api the peer chain's
 * @param relay the peer chain's
 * @param load the load generator
 */
record Programs(Path agent, Path api, Path relay, Path load) {
  private static final long BUILD_MINUTES = 5;

  /** Builds them all into a folder. */
  static Programs build(Installation installation, Path folder)
      throws IOException, InterruptedException {
    Path root = installation.root();
    return new Programs(
        build(root.resolve("tests/go/agent"), folder, "agent"),
        build(root.resolve("bench/peer/api"), folder, "api"),
        build(root.resolve("bench/peer/relay"), folder, "relay"),
        build(root.resolve("bench/load"), folder, "load"));
  }

  private static Path build(Path source, Path folder, String name)
      throws IOException, InterruptedException {
    Path binary = folder.resolve(name).toAbsolutePath();
    List<String> command = new ArrayList<>(List.of("go", "build", "-o", binary.toString(), "."));
    ProcessBuilder builder = new ProcessBuilder(command).directory(source.toFile()).inheritIO();
    builder.environment().put("GO111MODULE", "off");
    builder.environment().put("GOPATH", "/usr/share/gocode");
    builder.environment().put("GOCACHE", folder.resolve("cache").toAbsolutePath().toString());
    Files.createDirectories(folder);
    Process process = builder.start();
    if (!process.waitFor(BUILD_MINUTES, TimeUnit.MINUTES) || process.exitValue() != 0) {
      throw new IOException("go build of " + source + " failed");
    }
    return binary;
  }
}
