package io.visiona.cli;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import picocli.CommandLine;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code visiona flash}: a model gets onto a device. */
@CommandLine.Command(
    name = "flash",
    description = "Put a model onto a device, and wait until it is there.",
    mixinStandardHelpOptions = true)
final class FlashCommand extends Command {
  private static final Set<String> OVER = Set.of("succeeded", "failed", "cancelled");
  private static final Duration PAUSE = Duration.ofSeconds(1);
  private static final int MOST_UNANSWERED = 60;

  @Parameters(
      index = "0",
      paramLabel = "AGENT",
      description = "Its id, the beginning of it, its label or its name.")
  String agent;

  @Parameters(index = "1", paramLabel = "DEVICE")
  String device;

  @Parameters(
      index = "2",
      paramLabel = "MODEL",
      description = "Its id, the beginning of it, or its name.")
  String model;

  @Option(names = "--connect", description = "Connect the device first.")
  boolean connect;

  /** Picocli sets the fields. */
  @SuppressWarnings("NullAway.Init")
  FlashCommand() {}

  @Override
  ExitCode run() throws IOException, InterruptedException {
    try (Api api = api()) {
      String at =
          "/api/agents/" + agent(api, agent).getString("id") + "/devices/" + Api.part(device);
      String modelId = model(api, model).getString("id");
      if (connect) {
        api.post(at + "/connect", JsonObject.EMPTY_JSON_OBJECT);
      }
      String flash =
          api.post(at + "/flash", Json.createObjectBuilder().add("model_id", modelId).build())
              .getString("flash_id");
      JsonObject end = awaited(api, at + "/flash", flash);
      if (!end.getString("state").equals("succeeded")) {
        throw new Failure(ExitCode.FAILED, "The flash " + reason(end));
      }
      if (!json) {
        terminal().line("The model is on " + Terminal.clean(device) + ".");
      }
      return ExitCode.OK;
    }
  }

  private static String reason(JsonObject end) {
    String state = Terminal.clean(end.getString("state"));
    return end.get("error") instanceof JsonObject error
        ? "%s: %s (%s)"
            .formatted(
                state,
                Terminal.clean(Terminal.text(error, "message")),
                Terminal.clean(Terminal.text(error, "code")))
        : state;
  }

  /** Follows the stream; where it breaks off, asks again: the flash goes on without us. */
  private JsonObject awaited(Api api, String path, String flash)
      throws IOException, InterruptedException {
    ProgressBar progress = new ProgressBar(terminal(), "Flashing", style());
    try {
      for (int unanswered = 0; ; unanswered++) {
        try (ServerSentEvents events = api.events(path)) {
          for (Optional<ServerSentEvents.Event> event = events.next();
              event.isPresent();
              event = events.next()) {
            if (event.get().name().equals("flash")) {
              JsonObject now = Api.parse(event.get().data());
              unanswered = 0;
              if (!now.getString("flash_id").equals(flash)) {
                throw new Failure(ExitCode.FAILED, "Another flash has begun on this device.");
              }
              told(progress, now);
              if (OVER.contains(now.getString("state"))) {
                return now;
              }
            }
          }
        } catch (IOException brokeOff) {
          terminal().note("The connection broke off; asking again.");
        } catch (Failure failure) {
          if (failure.exitCode() != ExitCode.UNAVAILABLE || unanswered > MOST_UNANSWERED) {
            throw failure;
          }
        }
        if (unanswered > MOST_UNANSWERED) {
          throw new Failure(ExitCode.UNAVAILABLE, "The agent says nothing of the flash any more.");
        }
        Thread.sleep(PAUSE);
      }
    } finally {
      progress.end();
    }
  }

  private void told(ProgressBar progress, JsonObject now) {
    if (json) {
      terminal().json(now);
    } else {
      progress.at(
          now.getJsonNumber("progress").doubleValue(), Terminal.clean(now.getString("state")));
    }
  }
}
