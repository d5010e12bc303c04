package io.visiona.cli;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.util.Optional;
import picocli.CommandLine;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code visiona open}: a port of this machine leads to the agent's own web page. */
@CommandLine.Command(
    name = "open",
    description = {
      "Reach the web page of an agent at a port of this machine, until you stop it.",
      "Everybody on this machine who knows the port reaches it as you."
    },
    mixinStandardHelpOptions = true)
final class OpenCommand extends Command {
  @Parameters(
      paramLabel = "AGENT",
      description = "Its id, the beginning of it, its label or its name.")
  String agent;

  @Option(
      names = "--port",
      paramLabel = "N",
      description = "Default: any that is free.",
      defaultValue = "0")
  int port;

  @Option(names = "--no-browser", description = "Only say where it is.")
  boolean noBrowser;

  /** Picocli sets the fields. */
  @SuppressWarnings("NullAway.Init")
  OpenCommand() {}

  @Override
  ExitCode run() throws IOException, InterruptedException {
    CliSession session =
        sessionFile()
            .read()
            .orElseThrow(
                () -> new Failure(ExitCode.NOT_SIGNED_IN, "Nobody is signed in: visiona login"));
    JsonObject found;
    try (Api api = api()) {
      found = agent(api, agent);
    }
    if (!found.getBoolean("allow_proxy")) {
      throw new Failure(
          ExitCode.REFUSED,
          "The agent was paired without access to its own web server; its settings can allow it.");
    }
    try (PortForwarder forwarder =
        PortForwarder.start(session, found.getString("id"), port, terminal()::note)) {
      URI address = forwarder.address();
      if (json) {
        terminal().json(Json.createObjectBuilder().add("url", address.toString()).build());
      } else {
        terminal().line(address + " leads to " + Terminal.clean(found.getString("label")));
      }
      Optional<Browser> browser = noBrowser ? Optional.empty() : Browser.find(environment());
      browser.ifPresent(known -> known.open(address));
      forwarder.await();
      return ExitCode.OK;
    }
  }
}
