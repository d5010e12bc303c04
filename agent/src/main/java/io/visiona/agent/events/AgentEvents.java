package io.visiona.agent.events;

import jakarta.json.JsonObject;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/**
 * Tells changes to everybody who listens, on the thread that brought them about. Listeners only put
 * them into a queue of their own. Thread-safe.
 */
public final class AgentEvents {
  private final List<Consumer<AgentEvent>> listeners = new CopyOnWriteArrayList<>();

  public void publish(String type, JsonObject data) {
    AgentEvent event = new AgentEvent(type, data);
    listeners.forEach(listener -> listener.accept(event));
  }

  /** Listens until what comes back is run. */
  public Runnable listen(Consumer<AgentEvent> listener) {
    listeners.add(listener);
    return () -> listeners.remove(listener);
  }
}
