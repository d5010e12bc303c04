package io.visiona.cli;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code visiona models}: the library. */
@CommandLine.Command(
    name = "models",
    description = "Your models.",
    mixinStandardHelpOptions = true,
    subcommands = {
      ModelsCommand.Upload.class,
      ModelsCommand.Download.class,
      ModelsCommand.Delete.class
    })
final class ModelsCommand extends Command {

  @Override
  ExitCode run() {
    try (Api api = api()) {
      List<JsonObject> models = api.all("/api/models");
      if (json) {
        models.forEach(terminal()::json);
      } else {
        terminal()
            .table(
                List.of("ID", "NAME", "CHIP", "SOURCE", "SIZE", "CREATED"),
                models.stream()
                    .map(model ->
                        List.of(
                            model.getString("id"),
                            model.getString("name"),
                            model.getString("chip"),
                            model.getString("source"),
                            ProgressBar.bytes(model.getJsonNumber("size").longValue()),
                            model.getString("created_at")))
                    .toList());
      }
      return ExitCode.OK;
    }
  }

  /** {@code visiona models upload}. */
  @CommandLine.Command(
      name = "upload",
      description = "Put a file into the library, as it is.",
      mixinStandardHelpOptions = true)
  static final class Upload extends Command {
    @Parameters(paramLabel = "FILE")
    Path file;

    @Option(names = "--chip", required = true, description = "What it runs on, such as KL720.")
    String chip;

    @Option(names = "--name", description = "Default: the file's name.")
    @Nullable String name;

    /** Picocli sets the fields. */
    @SuppressWarnings("NullAway.Init")
    Upload() {}

    @Override
    ExitCode run() throws IOException {
      Map<String, String> fields = new LinkedHashMap<>();
      fields.put("name", name == null ? file.getFileName().toString() : name);
      fields.put("chip", chip);
      try (Api api = api()) {
        JsonObject model = Transfers.upload(this, api, "/api/models", fields, file);
        if (json) {
          terminal().json(model);
        } else {
          terminal().line(model.getString("id"));
        }
        return ExitCode.OK;
      }
    }
  }

  /** {@code visiona models download}. */
  @CommandLine.Command(
      name = "download",
      description = "Fetch a model's file, and compare its SHA-256.",
      mixinStandardHelpOptions = true)
  static final class Download extends Command {
    @Parameters(
        index = "0",
        paramLabel = "MODEL",
        description = "Its id, the beginning of it, or its name.")
    String model;

    @Parameters(index = "1", paramLabel = "FILE", description = "Where to; replaced when complete.")
    Path file;

    /** Picocli sets the fields. */
    @SuppressWarnings("NullAway.Init")
    Download() {}

    @Override
    ExitCode run() throws IOException {
      try (Api api = api()) {
        JsonObject found = model(api, model);
        Transfers.download(this, api, found, file);
        if (json) {
          terminal()
              .json(
                  Json.createObjectBuilder(found)
                      .add("file", file.toAbsolutePath().toString())
                      .build());
        } else {
          terminal().line(file + ": " + ProgressBar.bytes(Files.size(file)));
        }
        return ExitCode.OK;
      }
    }
  }

  /** {@code visiona models delete}. */
  @CommandLine.Command(
      name = "delete",
      description = "Take a model out of the library.",
      mixinStandardHelpOptions = true)
  static final class Delete extends Command {
    @Parameters(paramLabel = "MODEL", description = "Its id, the beginning of it, or its name.")
    String model;

    /** Picocli sets the fields. */
    @SuppressWarnings("NullAway.Init")
    Delete() {}

    @Override
    ExitCode run() {
      try (Api api = api()) {
        JsonObject found = model(api, model);
        api.delete("/api/models/" + found.getString("id"));
        if (json) {
          terminal().json(Json.createObjectBuilder().add("deleted", found.getString("id")).build());
        } else {
          terminal().line("Deleted " + Terminal.clean(found.getString("name")));
        }
        return ExitCode.OK;
      }
    }
  }
}
