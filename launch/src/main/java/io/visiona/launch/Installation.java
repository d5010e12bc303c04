package io.visiona.launch;

import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The built artefacts of one checkout.
 *
 * @param root the top of the checkout
 */
public record Installation(Path root) {

  /** The checkout that the current folder, or a parent of it, is in. */
  public static Installation find() {
    for (Path at = Path.of("").toAbsolutePath(); at != null; at = at.getParent()) {
      if (Files.exists(at.resolve("server.xml")) && Files.isDirectory(at.resolve("relay-war"))) {
        return new Installation(at);
      }
    }
    throw new IllegalStateException("Not inside a visionA checkout");
  }

  /** The Open Liberty that the build made. */
  public Path liberty() {
    return built(root.resolve("liberty/target/wlp"));
  }

  /** The runnable jar of the agent. */
  public Path agentJar() {
    return built(root.resolve("agent/target/visiona-agent.jar"));
  }

  /** The runnable jar of the command line. */
  public Path cliJar() {
    return built(root.resolve("cli/target/visiona.jar"));
  }

  private static Path built(Path path) {
    if (!Files.exists(path)) {
      throw new IllegalStateException(path + " is not there: build first (mvn package)");
    }
    return path;
  }
}
