package io.visiona.agent.devices;

import io.visiona.agent.driver.LoadedModel;
import io.visiona.agent.json.JsonFields;
import jakarta.json.JsonObject;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import org.jspecify.annotations.Nullable;

/**
 * The model on a device.
 *
 * @param id of the model library; null when the device was flashed by something else
 * @param name for people
 * @param loaded what the device says of it
 * @param flashedAt when; null when unknown
 */
public record InstalledModel(
    @Nullable String id, @Nullable String name, LoadedModel loaded, @Nullable Instant flashedAt) {

  public JsonObject json() {
    return JsonFields.fields()
        .put("id", id)
        .put("name", name)
        .put("sha256", loaded.sha256())
        .put("task", loaded.task())
        .put(
            "input",
            JsonFields.fields()
                .put("width", loaded.inputWidth())
                .put("height", loaded.inputHeight())
                .object())
        .put("labels", loaded.labels())
        .put("flashed_at", flashedAt)
        .object();
  }

  /** What the agent remembers beside what the device knows itself. */
  JsonObject note() {
    return JsonFields.fields()
        .put("id", id)
        .put("name", name)
        .put("sha256", loaded.sha256())
        .put("flashed_at", flashedAt)
        .object();
  }

  /** Joins what the device says with the note that was made when it was flashed. */
  static InstalledModel of(LoadedModel loaded, @Nullable JsonObject note) {
    if (note == null || !loaded.sha256().equals(note.getString("sha256", ""))) {
      return new InstalledModel(null, null, loaded, null);
    }
    return new InstalledModel(
        note.getString("id", null),
        note.getString("name", null),
        loaded,
        time(note.getString("flashed_at", "")));
  }

  private static @Nullable Instant time(String text) {
    try {
      return Instant.parse(text);
    } catch (DateTimeParseException e) {
      return null;
    }
  }
}
