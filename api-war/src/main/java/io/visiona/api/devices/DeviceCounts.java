package io.visiona.api.devices;

import io.visiona.api.agents.Agents;
import io.visiona.shared.persistence.DatabaseException;
import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.UUID;

/** Remembers how many devices an agent had when it was last asked. Thread-safe. */
final class DeviceCounts {
  private static final Logger LOG = System.getLogger(DeviceCounts.class.getName());
  private static final String DEVICES = "/devices";

  private final Agents agents;

  DeviceCounts(Agents agents) {
    this.agents = agents;
  }

  /** An agent answered a row. */
  void seen(UUID agent, DeviceRoute route, JsonValue answer) {
    if (route.template().equals(DEVICES)
        && answer instanceof JsonObject object
        && object.get("items") instanceof JsonArray items) {
      devices(agent, items);
    }
  }

  /** An agent answered with its devices. What cannot be kept now is kept the next time. */
  void devices(UUID agent, JsonArray devices) {
    try {
      agents.noteDevices(agent, devices.size());
    } catch (DatabaseException later) {
      LOG.log(Level.DEBUG, "The number of devices was not kept", later);
    }
  }
}
