package io.visiona.agent.api;

import io.visiona.agent.error.AgentErrorCode;
import io.visiona.agent.error.AgentException;
import io.visiona.agent.events.Outbox;
import io.visiona.agent.http.WebSocketChannel;
import io.visiona.agent.json.Body;
import io.visiona.agent.json.JsonFields;
import io.visiona.agent.json.JsonText;
import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** One listener's WebSocket: what there is, then what changes, and what he subscribes to. */
final class EventSocket {
  private static final int MOST_SUBSCRIPTIONS = 32;
  private static final int NOT_JSON = 1007;
  private static final int GOING_AWAY = 1001;
  private static final int OVERLOAD = 1013;

  private final WebSocketChannel channel;
  private final EventSources sources;
  private final Outbox outbox;
  private final Map<Topic, Thread> subscriptions = new HashMap<>();

  EventSocket(WebSocketChannel channel, EventSources sources) {
    this.channel = channel;
    this.sources = sources;
    this.outbox = new Outbox(sources.clock());
  }

  /** Returns when one side has closed. */
  void serve() throws IOException {
    Thread writer = Thread.ofVirtual().name("events-writer").start(this::write);
    Runnable unlisten = snapshot();
    try {
      read();
    } finally {
      unlisten.run();
      subscriptions.values().forEach(Thread::interrupt);
      outbox.close();
      writer.interrupt();
    }
  }

  /** What there is comes first, and nothing that changes meanwhile gets lost or comes before it. */
  private Runnable snapshot() {
    outbox.add(
        "hello",
        JsonFields.fields()
            .put("agent_version", sources.info().version())
            .put("capabilities", sources.info().capabilities())
            .put("server_time", sources.clock().instant())
            .object());
    Held held = new Held();
    Runnable unlisten = sources.events().listen(event -> held.take(event.type(), event.data()));
    sources.devices().all().forEach(device -> present("device", device.json()));
    sources.cameras().all().forEach(camera -> present("camera", camera.json()));
    sources.clusters().get().forEach(cluster -> present("cluster", cluster));
    sources
        .devices()
        .all()
        .forEach(device -> {
          JsonObject json = device.json();
          if (json.get("flash") instanceof JsonObject flash) {
            outbox.add("flash", flash);
          }
          if (json.get("inference") instanceof JsonObject session) {
            outbox.add("inference", session);
          }
        });
    outbox.add("health", sources.health().json());
    outbox.add("ready", JsonValue.EMPTY_JSON_OBJECT);
    held.open(outbox::add);
    return unlisten;
  }

  private void present(String type, JsonObject object) {
    outbox.add(type, JsonFields.fields().put("change", "present").put(type, object).object());
  }

  /** Holds events back until the snapshot is through. */
  private static final class Held {
    private final java.util.List<Map.Entry<String, JsonObject>> early = new java.util.ArrayList<>();
    private @Nullable BiConsumer<String, JsonObject> to;

    synchronized void take(String type, JsonObject data) {
      BiConsumer<String, JsonObject> open = to;
      if (open == null) {
        early.add(Map.entry(type, data));
      } else {
        open.accept(type, data);
      }
    }

    synchronized void open(BiConsumer<String, JsonObject> target) {
      early.forEach(event -> target.accept(event.getKey(), event.getValue()));
      early.clear();
      to = target;
    }
  }

  private void write() {
    try {
      while (!outbox.isClosed()) {
        String message = outbox.next(Duration.ofSeconds(60));
        if (message != null) {
          channel.send(message);
        } else if (outbox.isOverflown()) {
          channel.close(OVERLOAD);
          return;
        }
      }
    } catch (IOException e) {
      outbox.close();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void read() throws IOException {
    try {
      for (String text = channel.read(); text != null; text = channel.read()) {
        if (outbox.isClosed() || !message(text)) {
          return;
        }
      }
      channel.close(GOING_AWAY);
    } catch (WebSocketChannel.Violation e) {
      channel.close(e.code());
    }
  }

  /** Whether the connection goes on. */
  private boolean message(String text) throws IOException {
    Body body;
    try {
      body = new Body(JsonText.object(text));
    } catch (AgentException e) {
      channel.close(NOT_JSON);
      return false;
    }
    String id =
        body.json().get("id") instanceof jakarta.json.JsonString name ? name.getString() : null;
    try {
      handle(id, body);
    } catch (AgentException e) {
      outbox.add(
          "error",
          JsonFields.fields()
              .put("id", id)
              .put("code", e.code().text())
              .put("message", e.getMessage())
              .put("details", JsonFields.object(e.details()))
              .object());
    }
    return true;
  }

  private void handle(@Nullable String id, Body body) throws AgentException {
    String type = body.json().getString("type", "");
    switch (type) {
      case "ping" -> outbox.add("pong", JsonValue.EMPTY_JSON_OBJECT);
      case "subscribe" -> subscribe(id, Topic.read(body.object("data")));
      case "unsubscribe" -> unsubscribe(id, Topic.read(body.object("data")));
      default -> throw new AgentException(AgentErrorCode.BAD_MESSAGE, "There is no such message.");
    }
  }

  private void subscribe(@Nullable String id, Topic topic) throws AgentException {
    // The same topic again: with its new wishes.
    Thread before = subscriptions.remove(topic.bare());
    if (before != null) {
      before.interrupt();
    } else if (subscriptions.size() >= MOST_SUBSCRIPTIONS) {
      throw new AgentException(
          AgentErrorCode.BAD_MESSAGE,
          "There are too many subscriptions.",
          Map.of("max", MOST_SUBSCRIPTIONS));
    }
    acknowledge(id, topic);
    TopicPump pump = new TopicPump(topic, sources, outbox);
    subscriptions.put(topic.bare(), Thread.ofVirtual().name("events-pump").start(pump));
  }

  private void unsubscribe(@Nullable String id, Topic topic) {
    Thread pump = subscriptions.remove(topic.bare());
    if (pump != null) {
      pump.interrupt();
    }
    acknowledge(id, topic);
  }

  private void acknowledge(@Nullable String id, Topic topic) {
    outbox.add("ack", JsonFields.fields().put("id", id).put("topic", topic.name()).object());
  }
}
