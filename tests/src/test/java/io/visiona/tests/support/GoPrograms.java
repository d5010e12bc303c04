package io.visiona.tests.support;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;

/**
 * Builds the Go programs of the tests with Debian's Go and libraries; without Go the test is
 * skipped and says so.
 */
public final class GoPrograms {
  private static final Path LIBRARIES = Path.of("/usr/share/gocode/src/github.com/hashicorp/yamux");

  private GoPrograms() {}

  /** The agent as users in the field have it: hashicorp/yamux over gorilla/websocket. */
  public static synchronized Path agent() {
    return build("agent", Path.of("go", "agent"));
  }

  /** What opens WebSockets as programs of others do: gorilla/websocket. */
  public static synchronized Path webSocket() {
    return build("websocket", Path.of("go", "websocket"));
  }

  private static Path build(String name, Path source) {
    Assumptions.assumeTrue(
        isInstalled(),
        "needs Go: apt-get install golang-go golang-github-hashicorp-yamux-dev golang-github-gorilla-websocket-dev");
    Path binary = Path.of("target", "go", name).toAbsolutePath();
    try {
      Files.createDirectories(binary.getParent());
      ProcessBuilder builder =
          new ProcessBuilder(List.of("go", "build", "-o", binary.toString(), "."))
              .directory(source.toFile())
              .inheritIO();
      builder.environment().put("GO111MODULE", "off");
      builder.environment().put("GOPATH", "/usr/share/gocode");
      builder
          .environment()
          .put("GOCACHE", Path.of("target", "go-cache").toAbsolutePath().toString());
      Process process = builder.start();
      if (!process.waitFor(5, TimeUnit.MINUTES) || process.exitValue() != 0) {
        throw new IllegalStateException("go build of " + source + " failed");
      }
      return binary;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private static boolean isInstalled() {
    try {
      return Files.isDirectory(LIBRARIES)
          && new ProcessBuilder("go", "version").start().waitFor() == 0;
    } catch (IOException notThere) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
