package io.visiona.cli;

import jakarta.json.JsonObject;
import java.io.IOException;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code visiona logs}: an agent's log. */
@CommandLine.Command(
    name = "logs",
    description = "The log of an agent.",
    mixinStandardHelpOptions = true)
final class LogsCommand extends Command {
  @Parameters(
      paramLabel = "AGENT",
      description = "Its id, the beginning of it, its label or its name.")
  String agent;

  @Option(
      names = {"-f", "--follow"},
      description = "Go on as lines come.")
  boolean follow;

  @Option(
      names = {"-n", "--tail"},
      paramLabel = "N",
      description = "The last so many lines. Default: ${DEFAULT-VALUE}.",
      defaultValue = "200")
  int tail;

  @Option(names = "--level", description = "debug, info, warn or error, and what is above.")
  @Nullable String level;

  /** Picocli sets the fields. */
  @SuppressWarnings("NullAway.Init")
  LogsCommand() {}

  @Override
  ExitCode run() throws IOException {
    try (Api api = api()) {
      String path =
          "/api/agents/"
              + agent(api, agent).getString("id")
              + "/system/logs?follow="
              + follow
              + "&tail="
              + tail
              + (level == null ? "" : "&level=" + Api.part(level));
      try (ServerSentEvents events = api.events(path)) {
        for (Optional<ServerSentEvents.Event> event = events.next();
            event.isPresent();
            event = events.next()) {
          switch (event.get().name()) {
            case "log" -> line(Api.parse(event.get().data()));
            case "gap" -> terminal().note("(lines were left out)");
            case "end" -> {
              return ExitCode.OK;
            }
            case "session_ended" ->
                throw new Failure(ExitCode.NOT_SIGNED_IN, "The session is over.");
            default -> {
              // A later server's.
            }
          }
          if (terminal().isClosed()) {
            return ExitCode.OK;
          }
        }
      }
      if (follow) {
        throw new Failure(ExitCode.UNAVAILABLE, "The log broke off.");
      }
      return ExitCode.OK;
    }
  }

  private void line(JsonObject entry) {
    if (json) {
      terminal().json(entry);
      return;
    }
    terminal()
        .line(
            Terminal.clean(
                "%s %-5s %s: %s"
                    .formatted(
                        Terminal.text(entry, "at"),
                        Terminal.text(entry, "level").toUpperCase(Locale.ROOT),
                        Terminal.text(entry, "source"),
                        Terminal.text(entry, "message"))));
  }
}
