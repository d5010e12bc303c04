package io.visiona.cli;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code visiona convert}: a model file becomes one for a chip. */
@CommandLine.Command(
    name = "convert",
    description = {
      "Convert an ONNX or TFLite model for a chip, and wait until it is done.",
      "With --promote it is in the library afterwards."
    },
    mixinStandardHelpOptions = true)
final class ConvertCommand extends Command {
  private static final Set<String> OVER = Set.of("succeeded", "failed", "cancelled");
  private static final Duration PAUSE = Duration.ofSeconds(1);
  private static final int MOST_UNANSWERED = 30;
  private static final double WHOLE = 100;

  @Parameters(paramLabel = "FILE")
  Path file;

  @Option(names = "--chip", required = true, description = "What it shall run on, such as KL720.")
  String chip;

  @Option(names = "--name", description = "Default: the file's name.")
  @Nullable String name;

  @Option(names = "--promote", description = "Put the result into the library.")
  boolean promote;

  @Option(names = "--no-wait", description = "Return once the file is there.")
  boolean noWait;

  /** Picocli sets the fields. */
  @SuppressWarnings("NullAway.Init")
  ConvertCommand() {}

  @Override
  ExitCode run() throws IOException, InterruptedException {
    if (promote && noWait) {
      throw new Failure(ExitCode.USAGE, "Only a conversion that is over can be promoted.");
    }
    Map<String, String> fields = new LinkedHashMap<>();
    fields.put("name", name == null ? file.getFileName().toString() : name);
    fields.put("target_chip", chip);
    try (Api api = api()) {
      String id = Transfers.upload(this, api, "/api/conversions", fields, file).getString("id");
      if (noWait) {
        told(Json.createObjectBuilder().add("id", id).build(), id);
        return ExitCode.OK;
      }
      JsonObject conversion = awaited(api, id);
      if (!conversion.getString("status").equals("succeeded")) {
        if (json) {
          terminal().json(conversion);
        }
        throw new Failure(
            ExitCode.FAILED,
            "The conversion "
                + Terminal.clean(conversion.getString("status"))
                + ": "
                + Terminal.clean(Terminal.text(conversion, "message")));
      }
      if (promote) {
        String model = api.post("/api/conversions/" + id + "/promote").getString("model_id");
        told(api.get("/api/models/" + model), model);
      } else {
        told(conversion, id);
      }
      return ExitCode.OK;
    }
  }

  private void told(JsonObject value, String id) {
    if (json) {
      terminal().json(value);
    } else {
      terminal().line(id);
    }
  }

  private JsonObject awaited(Api api, String id) throws InterruptedException {
    ProgressBar progress = new ProgressBar(terminal(), "Converting", style());
    int unanswered = 0;
    try {
      for (; ; ) {
        try {
          JsonObject now = api.get("/api/conversions/" + id);
          unanswered = 0;
          String status = now.getString("status");
          boolean done = status.equals("succeeded");
          progress.at(done ? 1 : now.getInt("progress") / WHOLE, Terminal.clean(status));
          if (OVER.contains(status)) {
            return now;
          }
        } catch (Failure failure) {
          unanswered++;
          if (failure.exitCode() != ExitCode.UNAVAILABLE || unanswered > MOST_UNANSWERED) {
            throw failure;
          }
        }
        Thread.sleep(PAUSE);
      }
    } finally {
      progress.end();
    }
  }
}
