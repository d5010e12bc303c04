package io.visiona.yamux.interop;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.visiona.yamux.session.Role;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;

/** libp2p's implementation in JavaScript, as npm has it. Only {@code -Pinterop} runs it. */
@Tag("interop")
final class JavaScriptInteropTest extends InteropCases {
  private static final Path SOURCE = Path.of("src/test/js/interop").toAbsolutePath();

  @TempDir static Path directory;

  /** In the versions of the lock file, whose hashes npm checks; nothing of them runs here. */
  @BeforeAll
  static void install() throws Exception {
    assumeTrue(hasNpm(), "npm is not installed: skipped");
    for (String file : List.of("package.json", "package-lock.json", "peer.mjs")) {
      Files.copy(SOURCE.resolve(file), directory.resolve(file));
    }
    Process npm =
        new ProcessBuilder("npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund")
            .directory(directory.toFile())
            .redirectErrorStream(true)
            .start();
    String output = new String(npm.getInputStream().readAllBytes(), UTF_8);
    if (npm.waitFor() != 0) {
      throw new IOException("npm ci failed: " + output);
    }
  }

  @Override
  PeerProcess start(Role ours) throws IOException {
    return new PeerProcess(List.of("node", directory.resolve("peer.mjs").toString()), ours);
  }

  private static boolean hasNpm() throws InterruptedException {
    try {
      return new ProcessBuilder("npm", "--version")
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start()
              .waitFor()
          == 0;
    } catch (IOException e) {
      return false;
    }
  }
}
