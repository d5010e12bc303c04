package io.visiona.agent.clusters;

import io.visiona.agent.devices.Device;
import io.visiona.agent.devices.Devices;
import io.visiona.agent.devices.InstalledModel;
import io.visiona.agent.driver.DeviceId;
import io.visiona.agent.error.AgentErrorCode;
import io.visiona.agent.error.AgentException;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What may be in a cluster, and when it may be changed. Has no state of its own. */
final class ClusterRules {
  private final Devices devices;

  ClusterRules(Devices devices) {
    this.devices = devices;
  }

  /** One chip for all, as the vendor's driver demands. */
  String chip(Map<DeviceId, Integer> members, @Nullable String expected) throws AgentException {
    String chip = expected;
    for (DeviceId member : members.keySet()) {
      String own = devices.get(member).chip();
      if (chip != null && !chip.isEmpty() && !chip.equals(own)) {
        throw new AgentException(
            AgentErrorCode.MIXED_CHIPS,
            "A cluster has devices of one chip.",
            Map.of("chips", List.of(chip, own)));
      }
      chip = own;
    }
    return chip == null ? "" : chip;
  }

  String memberChip(Cluster cluster) throws AgentException {
    return cluster.weights().isEmpty() ? "" : chip(cluster.weights(), null);
  }

  void refuseTaken(Device device, @Nullable String by) throws AgentException {
    String cluster = device.clusterId();
    if (cluster != null && !cluster.equals(by)) {
      throw new AgentException(
          AgentErrorCode.DEVICE_IN_CLUSTER,
          "The device is in another cluster.",
          Map.of("cluster_id", cluster));
    }
    if (cluster == null && device.busyWith() != null) {
      Device.Use use = Objects.requireNonNull(device.busyWith());
      throw new AgentException(
          AgentErrorCode.DEVICE_BUSY, "The device is busy.", Map.of("busy_with", use.text()));
    }
  }

  void refuseRunning(Cluster cluster) throws AgentException {
    ClusterFlash flash = cluster.flash();
    if (cluster.isRunning() || (flash != null && !flash.isOver())) {
      throw new AgentException(AgentErrorCode.CLUSTER_RUNNING, "The cluster is at work.");
    }
  }

  void requireMember(Cluster cluster, DeviceId member) throws AgentException {
    if (!cluster.weights().containsKey(member)) {
      throw new AgentException(
          AgentErrorCode.DEVICE_NOT_FOUND, "There is no such device in the cluster.");
    }
  }

  /** The model of the first member that can work. */
  InstalledModel model(Cluster cluster) throws AgentException {
    boolean ready = false;
    for (DeviceId member : cluster.weights().keySet()) {
      Device device = devices.get(member);
      Device.State state = device.state();
      boolean able = state == Device.State.READY || state == Device.State.RUNNING;
      ready |= able;
      InstalledModel model = device.model();
      if (able && model != null) {
        return model;
      }
    }
    if (!ready) {
      throw new AgentException(
          AgentErrorCode.DEVICE_NOT_READY,
          "No device of the cluster is ready.",
          Map.of("state", cluster.weights().isEmpty() ? "empty" : "idle"));
    }
    throw new AgentException(AgentErrorCode.NO_MODEL, "There is no model on the devices.");
  }
}
