package io.visiona.cli;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import java.io.IOException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code visiona results}: what a device sees, one JSON a line. */
@CommandLine.Command(
    name = "results",
    description = "What a device sees, as it sees it: one JSON object a line.",
    mixinStandardHelpOptions = true)
final class ResultsCommand extends Command {
  @Parameters(
      index = "0",
      paramLabel = "AGENT",
      description = "Its id, the beginning of it, its label or its name.")
  String agent;

  @Parameters(index = "1", paramLabel = "DEVICE", description = "A device, or with --cluster one.")
  String device;

  @Option(names = "--cluster", description = "DEVICE is the id of a cluster.")
  boolean cluster;

  @Option(
      names = {"-n", "--count"},
      paramLabel = "N",
      description = "End after so many results.")
  long count = Long.MAX_VALUE;

  @Option(names = "--start", description = "Start inference first, where it does not run.")
  boolean start;

  @Option(
      names = "--camera",
      paramLabel = "ID",
      description = "With --start: the camera to look through. Default: the only one.")
  @Nullable String camera;

  @Option(names = "--threshold", description = "With --start: from 0 to 1.")
  @Nullable Double threshold;

  @Option(names = "--max-fps", paramLabel = "N", description = "At most so many a second, 1 to 60.")
  @Nullable Integer maxFps;

  /** Picocli sets the fields. */
  @SuppressWarnings("NullAway.Init")
  ResultsCommand() {}

  @Override
  ExitCode run() throws IOException {
    try (Api api = api()) {
      String at =
          "/api/agents/"
              + agent(api, agent).getString("id")
              + (cluster ? "/clusters/" : "/devices/")
              + Api.part(device)
              + "/inference";
      if (start) {
        api.post(at + "/start", settings());
      }
      return follow(api, at + "/results" + (maxFps == null ? "" : "?max_fps=" + maxFps));
    }
  }

  private JsonObject settings() {
    JsonObjectBuilder settings = Json.createObjectBuilder();
    if (camera != null) {
      settings.add("camera_id", camera);
    }
    if (threshold != null) {
      settings.add("threshold", threshold);
    }
    return settings.build();
  }

  private ExitCode follow(Api api, String path) throws IOException {
    long left = count;
    try (ServerSentEvents events = api.events(path)) {
      while (left > 0) {
        Optional<ServerSentEvents.Event> event = events.next();
        if (event.isEmpty()) {
          throw new Failure(ExitCode.UNAVAILABLE, "The results broke off.");
        }
        switch (event.get().name()) {
          case "result" -> {
            terminal().json(Api.parse(event.get().data()));
            left--;
          }
          case "end" -> {
            return ExitCode.OK;
          }
          case "session_ended" -> throw new Failure(ExitCode.NOT_SIGNED_IN, "The session is over.");
          default -> {
            // State and summaries are not what was asked for.
          }
        }
        if (terminal().isClosed()) {
          return ExitCode.OK;
        }
      }
    }
    return ExitCode.OK;
  }
}
