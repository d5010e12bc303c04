package io.visiona.yamux.interop;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The peer in Go. */
final class GoProgram {
  private static final Path PACKAGES = Path.of("/usr/share/gocode");
  private static final Path SOURCE = Path.of("src/test/go/interop").toAbsolutePath();

  private GoProgram() {}

  /** Builds the program; skips the test where Go or hashicorp's package is missing. */
  static Path build(Path directory) throws IOException, InterruptedException {
    assumeTrue(
        Files.isDirectory(PACKAGES.resolve("src/github.com/hashicorp/yamux")),
        "hashicorp/yamux is not installed (golang-github-hashicorp-yamux-dev): skipped");
    assumeTrue(hasGo(), "Go is not installed (golang-go): skipped");
    Path program = directory.resolve("interop");
    ProcessBuilder builder = new ProcessBuilder("go", "build", "-o", program.toString(), ".");
    builder.directory(SOURCE.toFile()).redirectErrorStream(true);
    builder.environment().put("GO111MODULE", "off");
    builder.environment().put("GOPATH", PACKAGES.toString());
    builder.environment().put("GOCACHE", directory.resolve("cache").toString());
    Process build = builder.start();
    String output = new String(build.getInputStream().readAllBytes(), UTF_8);
    if (build.waitFor() != 0) {
      throw new IOException("go build failed: " + output);
    }
    return program;
  }

  private static boolean hasGo() throws InterruptedException {
    try {
      return new ProcessBuilder("go", "version")
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start()
              .waitFor()
          == 0;
    } catch (IOException e) {
      return false;
    }
  }
}
