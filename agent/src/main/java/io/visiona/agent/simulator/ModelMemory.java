package io.visiona.agent.simulator;

import io.visiona.agent.driver.LoadedModel;
import jakarta.json.Json;
import jakarta.json.JsonException;
import jakarta.json.JsonObject;
import jakarta.json.JsonReader;
import jakarta.json.JsonString;
import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import org.jspecify.annotations.Nullable;

/**
 * The flash memory of a simulated device: outlasts a restart, and holds no model from the first
 * block written until the last was checked.
 */
final class ModelMemory {
  private static final System.Logger LOG = System.getLogger(ModelMemory.class.getName());

  private final Path file;

  ModelMemory(Path file) {
    this.file = file;
  }

  void erase() throws IOException {
    Files.deleteIfExists(file);
  }

  void store(LoadedModel model) throws IOException {
    var labels = Json.createArrayBuilder();
    model.labels().forEach(labels::add);
    JsonObject json =
        Json.createObjectBuilder()
            .add("sha256", model.sha256())
            .add("task", model.task())
            .add("labels", labels)
            .add("width", model.inputWidth())
            .add("height", model.inputHeight())
            .build();
    Path fresh = file.resolveSibling(file.getFileName() + ".tmp");
    Files.createDirectories(file.toAbsolutePath().getParent());
    Files.writeString(fresh, json.toString());
    Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
  }

  /** What is in it; null when there is nothing, or nothing that can be read. */
  @Nullable LoadedModel load() {
    if (!Files.exists(file)) {
      return null;
    }
    try (JsonReader reader = Json.createReader(new StringReader(Files.readString(file)))) {
      JsonObject json = reader.readObject();
      return new LoadedModel(
          json.getString("sha256"),
          json.getString("task"),
          json.getJsonArray("labels").getValuesAs(JsonString::getString),
          json.getInt("width"),
          json.getInt("height"));
    } catch (IOException | JsonException | ClassCastException | NullPointerException e) {
      LOG.log(System.Logger.Level.WARNING, "the memory of a simulated device is unreadable", e);
      return null;
    }
  }
}
