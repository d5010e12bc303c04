package io.visiona.agent.clusters;

import io.visiona.agent.devices.Device;
import io.visiona.agent.devices.Devices;
import io.visiona.agent.devices.InstalledModel;
import io.visiona.agent.driver.DeviceId;
import io.visiona.agent.error.AgentException;
import io.visiona.agent.inference.InferenceSession;
import io.visiona.agent.json.JsonFields;
import jakarta.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What is shown and what is remembered of a cluster. */
final class ClusterView {
  private ClusterView() {}

  static JsonObject note(Cluster cluster) {
    List<JsonObject> members = new ArrayList<>();
    cluster
        .weights()
        .forEach((id, weight) ->
            members.add(
                JsonFields.fields().put("device_id", id.value()).put("weight", weight).object()));
    return JsonFields.fields()
        .put("name", cluster.name())
        .put("strategy", cluster.strategy().text())
        .put("devices", members)
        .object();
  }

  static JsonObject json(Cluster cluster, Devices devices) {
    InferenceSession session = cluster.session();
    boolean running = session != null && session.isRunning();
    Map<DeviceId, InferenceSession.Member> working =
        session == null || !running ? Map.of() : session.members();
    int total = working.values().stream().mapToInt(InferenceSession.Member::recentFrames).sum();
    List<JsonObject> members = new ArrayList<>();
    InstalledModel model = null;
    int lost = 0;
    for (Map.Entry<DeviceId, Integer> entry : cluster.weights().entrySet()) {
      Device device = find(devices, entry.getKey());
      String state = device == null ? "removed" : device.state().text();
      InferenceSession.Member member = working.get(entry.getKey());
      int recent = member == null ? 0 : member.recentFrames();
      members.add(
          JsonFields.fields()
              .put("device_id", entry.getKey().value())
              .put("weight", entry.getValue())
              .put("share", total == 0 ? 0 : Math.round(1000.0 * recent / total) / 1000.0)
              .put("state", state)
              .put("fps", member == null ? 0.0 : member.perSecond())
              .object());
      model = model == null && device != null ? device.model() : model;
      lost += state.equals("removed") || state.equals("faulted") ? 1 : 0;
    }
    return JsonFields.fields()
        .put("id", cluster.id())
        .put("name", cluster.name())
        .put("strategy", cluster.strategy().text())
        .put("state", state(cluster, working.size(), lost))
        .put("chip", chip(cluster, devices))
        .put("model", model == null ? null : model.json())
        .put("devices", members)
        .put("inference", session == null ? null : session.json())
        .put("created_at", cluster.createdAt())
        .put("updated_at", cluster.updatedAt())
        .object();
  }

  private static @Nullable String chip(Cluster cluster, Devices devices) {
    for (DeviceId member : cluster.weights().keySet()) {
      Device device = find(devices, member);
      if (device != null) {
        return device.chip();
      }
    }
    return cluster.chip().isEmpty() ? null : cluster.chip();
  }

  private static String state(Cluster cluster, int working, int lost) {
    ClusterFlash flash = cluster.flash();
    int members = cluster.weights().size();
    if (members == 0) {
      return "empty";
    }
    if (flash != null && !flash.isOver()) {
      return "flashing";
    }
    if (lost == members) {
      return "faulted";
    }
    if (cluster.isRunning()) {
      return working < members ? "degraded" : "running";
    }
    return "idle";
  }

  private static @Nullable Device find(Devices devices, DeviceId id) {
    try {
      return devices.get(id);
    } catch (AgentException e) {
      return null;
    }
  }
}
