package io.visiona.agent;

import io.visiona.agent.pairing.CredentialFile;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Where the credential is kept; an option of all commands. */
final class StateOption {
  private static final String FILE_NAME = "agent.json";

  @Option(
      names = "--state",
      paramLabel = "PATH",
      defaultValue = "${env:VISIONA_AGENT_STATE}",
      description = {
        "File that keeps the credential, or a directory for it.",
        "Default: agent.json in $XDG_CONFIG_HOME/visiona-agent or ~/.config/visiona-agent."
      })
  @Nullable Path path;

  CredentialFile file() {
    Path chosen = path;
    if (chosen == null || chosen.toString().isEmpty()) {
      return new CredentialFile(home().resolve("visiona-agent").resolve(FILE_NAME));
    }
    return new CredentialFile(Files.isDirectory(chosen) ? chosen.resolve(FILE_NAME) : chosen);
  }

  private static Path home() {
    String xdg = System.getenv("XDG_CONFIG_HOME");
    return xdg != null && !xdg.isEmpty()
        ? Path.of(xdg)
        : Path.of(System.getProperty("user.home"), ".config");
  }
}
