package io.visiona.cli;

import jakarta.json.Json;
import java.util.Optional;
import picocli.CommandLine;

/** {@code visiona logout}: ends the session here and at the server. */
@CommandLine.Command(
    name = "logout",
    description = "End the session, here and at the server.",
    mixinStandardHelpOptions = true)
final class LogoutCommand extends Command {
  @Override
  ExitCode run() {
    Optional<CliSession> session = sessionFile().read();
    if (session.isPresent()) {
      try (Api api = new Api(session.get().server(), session.get().cookie())) {
        api.post("/api/auth/logout");
      } catch (Failure over) {
        if (over.exitCode() != ExitCode.NOT_SIGNED_IN) {
          throw new Failure(
              over.exitCode(),
              "The session goes on at the server, and is kept here: " + over.getMessage(),
              over.error());
        }
      }
      sessionFile().delete();
    }
    if (json) {
      terminal().json(Json.createObjectBuilder().add("signed_out", session.isPresent()).build());
    } else {
      terminal().line(session.isPresent() ? "Signed out." : "Nobody was signed in.");
    }
    return ExitCode.OK;
  }
}
