package io.visiona.agent.devices;

import io.visiona.agent.error.AgentException;
import io.visiona.agent.json.JsonFields;
import io.visiona.agent.json.JsonText;
import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What the agent remembers over a restart: names, models, clusters, what was running. Never a
 * token. A file of JSON objects by topic, replaced in one step. Thread-safe.
 */
public final class AgentMemory {
  private static final System.Logger LOG = System.getLogger(AgentMemory.class.getName());
  private static final long MOST_BYTES = 4 << 20;

  private final Path file;
  private final Map<String, JsonObject> topics = new LinkedHashMap<>();

  /** Reads the file, if there is one. */
  public AgentMemory(Path file) {
    this.file = file;
    load();
  }

  private void load() {
    try {
      if (Files.exists(file) && Files.size(file) <= MOST_BYTES) {
        JsonText.object(Files.readString(file))
            .forEach((name, value) -> {
              if (value instanceof JsonObject object) {
                topics.put(name, object);
              }
            });
      }
    } catch (IOException | AgentException e) {
      LOG.log(System.Logger.Level.WARNING, "{0} is unreadable: beginning anew", file);
    }
  }

  /** What is remembered of a topic; empty when nothing is. */
  public synchronized JsonObject recall(String topic) {
    return topics.getOrDefault(topic, JsonValue.EMPTY_JSON_OBJECT);
  }

  /** Remembers this of a topic, instead of what was there. */
  public synchronized void remember(String topic, JsonObject value) {
    if (value.equals(topics.get(topic))) {
      return;
    }
    topics.put(topic, value);
    try {
      write(JsonFields.object(topics).toString());
    } catch (IOException e) {
      LOG.log(System.Logger.Level.WARNING, "{0} cannot be written: {1}", file, e.getMessage());
    }
  }

  private void write(String text) throws IOException {
    Path folder = file.toAbsolutePath().getParent();
    Files.createDirectories(folder);
    Path fresh = file.resolveSibling(file.getFileName() + ".tmp");
    Files.writeString(fresh, text);
    Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
  }

  /** Remembers one value of a topic, or forgets it. */
  public synchronized void rememberOne(String topic, String key, JsonValue value) {
    Map<String, JsonValue> changed = new LinkedHashMap<>(recall(topic));
    if (value.getValueType() == JsonValue.ValueType.NULL) {
      changed.remove(key);
    } else {
      changed.put(key, value);
    }
    remember(topic, JsonFields.object(changed));
  }
}
