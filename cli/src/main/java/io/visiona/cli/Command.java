package io.visiona.cli;

import jakarta.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** What all commands have: the server, the session, where to write. Picocli sets the fields. */
abstract class Command implements Callable<Integer> {
  @Spec CommandSpec spec;

  @Option(
      names = "--json",
      description = "Print JSON: one object, or one a line where there are many.")
  boolean json;

  @Option(
      names = "--server",
      paramLabel = "URL",
      description =
          "The server. Default: VISIONA_SERVER, or the one that was signed in at."
              + " https, or http on this machine.")
  @Nullable String server;

  /** Picocli sets the fields. */
  @SuppressWarnings("NullAway.Init")
  Command() {}

  /** Does the work; what goes wrong is a {@link Failure}. */
  abstract ExitCode run() throws IOException, InterruptedException;

  @Override
  public Integer call() throws IOException, InterruptedException {
    return run().number();
  }

  Terminal terminal() {
    return new Terminal(spec.commandLine().getOut(), spec.commandLine().getErr());
  }

  ProgressBar.Style style() {
    return ProgressBar.Style.of(json);
  }

  Map<String, String> environment() {
    return System.getenv();
  }

  SessionFile sessionFile() {
    return SessionFile.of(environment());
  }

  /** The server that options, environment or the session name. */
  URI serverAddress(Optional<CliSession> session) {
    String named = server == null ? environment().getOrDefault("VISIONA_SERVER", "") : server;
    if (!named.isEmpty()) {
      return ServerAddress.parse(named);
    }
    return session
        .map(CliSession::server)
        .orElseThrow(() ->
            new Failure(ExitCode.USAGE, "Which server? Give --server URL, or set VISIONA_SERVER."));
  }

  /** The API with the session; a session of one server is never sent to another. */
  Api api() {
    Optional<CliSession> session = sessionFile().read();
    URI address = serverAddress(session);
    CliSession known =
        session
            .filter(one -> one.server().equals(address))
            .orElseThrow(() ->
                new Failure(
                    ExitCode.NOT_SIGNED_IN,
                    "Nobody is signed in at " + address + ". Sign in: visiona login"));
    return new Api(address, known.cookie());
  }

  /** The agent that somebody means by its id, the beginning of it, its label or its name. */
  static JsonObject agent(Api api, String meant) {
    List<JsonObject> all = api.all("/api/agents");
    List<JsonObject> found =
        all.stream().filter(agent -> agent.getString("id").equals(meant)).toList();
    if (found.isEmpty()) {
      found =
          all.stream()
              .filter(agent ->
                  agent.getString("label").equalsIgnoreCase(meant)
                      || agent.getString("name").equalsIgnoreCase(meant))
              .toList();
    }
    if (found.isEmpty()) {
      found = all.stream().filter(agent -> agent.getString("id").startsWith(meant)).toList();
    }
    return the("agent", meant, found);
  }

  /** The model that somebody means by its id, the beginning of it, or its name. */
  static JsonObject model(Api api, String meant) {
    List<JsonObject> all = api.all("/api/models");
    List<JsonObject> found =
        all.stream().filter(model -> model.getString("id").equals(meant)).toList();
    if (found.isEmpty()) {
      found =
          all.stream().filter(model -> model.getString("name").equalsIgnoreCase(meant)).toList();
    }
    if (found.isEmpty()) {
      found = all.stream().filter(model -> model.getString("id").startsWith(meant)).toList();
    }
    return the("model", meant, found);
  }

  private static JsonObject the(String kind, String meant, List<JsonObject> found) {
    return switch (found.size()) {
      case 0 ->
          throw new Failure(
              ExitCode.REFUSED, "There is no " + kind + " " + Terminal.clean(meant) + ".");
      case 1 -> found.getFirst();
      default ->
          throw new Failure(
              ExitCode.REFUSED,
              "There are " + found.size() + " of " + Terminal.clean(meant) + "; give the id.");
    };
  }
}
