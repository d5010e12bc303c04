package io.visiona.agent.media;

import io.visiona.agent.error.AgentException;
import io.visiona.agent.inference.Result;
import io.visiona.agent.json.JsonFields;
import jakarta.json.JsonObject;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Several pictures that are looked at one after the other. Thread-safe. */
public final class Batch {
  /** How far a picture is. */
  enum State {
    QUEUED,
    RUNNING,
    DONE,
    FAILED;

    String text() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** One picture. */
  public static final class Item {
    private final int index;
    private final String name;
    private final MediaStore.Saved file;
    private State state = State.QUEUED;
    private @Nullable Result result;
    private @Nullable AgentException error;

    public Item(int index, String name, MediaStore.Saved file) {
      this.index = index;
      this.name = name;
      this.file = file;
    }

    int index() {
      return index;
    }

    MediaStore.Saved file() {
      return file;
    }

    synchronized @Nullable Result result() {
      return result;
    }

    synchronized void is(State now, @Nullable Result seen, @Nullable AgentException why) {
      state = now;
      result = seen;
      error = why;
    }

    private synchronized JsonObject shortly() {
      return JsonFields.fields()
          .put("index", index)
          .put("name", name)
          .put("state", state.text())
          .object();
    }

    public synchronized JsonObject json() {
      Result seen = result;
      AgentException why = error;
      return JsonFields.fields()
          .put("index", index)
          .put("name", name)
          .put("state", state.text())
          .put("result", seen == null ? null : seen.json(0))
          .put(
              "error",
              why == null
                  ? null
                  : JsonFields.fields()
                      .put("code", why.code().text())
                      .put("message", why.getMessage())
                      .object())
          .object();
    }
  }

  private final String id = UUID.randomUUID().toString();
  private final List<Item> items;

  Batch(List<Item> items) {
    this.items = List.copyOf(items);
  }

  String id() {
    return id;
  }

  List<Item> items() {
    return items;
  }

  JsonObject json() {
    return JsonFields.fields()
        .put("batch_id", id)
        .put("count", items.size())
        .put("items", items.stream().map(Item::shortly).toList())
        .object();
  }
}
