package io.visiona.agent.api;

import io.visiona.agent.cameras.Cameras;
import io.visiona.agent.devices.Devices;
import io.visiona.agent.driver.DeviceId;
import io.visiona.agent.events.AgentEvents;
import io.visiona.agent.inference.InferenceSession;
import io.visiona.agent.logs.LogBook;
import io.visiona.agent.metrics.Health;
import io.visiona.agent.metrics.Metrics;
import jakarta.json.JsonObject;
import java.time.Clock;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Where events come from.
 *
 * @param info what the agent is
 * @param events changes
 * @param devices present ones
 * @param cameras present ones
 * @param clusters the objects of those there are
 * @param sessions finds sessions by device or cluster
 * @param health present one
 * @param metrics figures
 * @param log lines
 * @param clock the agent's
 */
record EventSources(
    AgentInfo info,
    AgentEvents events,
    Devices devices,
    Cameras cameras,
    Supplier<List<JsonObject>> clusters,
    Sessions sessions,
    Health health,
    Metrics metrics,
    LogBook log,
    Clock clock) {
  /** Finds sessions. */
  interface Sessions {
    /** The session of a device or a cluster, running or the last one; null without. */
    @Nullable InferenceSession find(@Nullable DeviceId device, @Nullable String cluster);
  }
}
