package io.visiona.agent.clusters;

import io.visiona.agent.cameras.Camera;
import io.visiona.agent.devices.AgentMemory;
import io.visiona.agent.devices.Device;
import io.visiona.agent.devices.Devices;
import io.visiona.agent.devices.InstalledModel;
import io.visiona.agent.driver.DeviceId;
import io.visiona.agent.driver.DriverException;
import io.visiona.agent.error.AgentErrorCode;
import io.visiona.agent.error.AgentException;
import io.visiona.agent.events.AgentEvents;
import io.visiona.agent.inference.InferenceService;
import io.visiona.agent.inference.InferenceSession;
import io.visiona.agent.inference.SessionSettings;
import io.visiona.agent.json.Body;
import io.visiona.agent.logs.LogBook;
import io.visiona.agent.logs.LogSource;
import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import java.time.Clock;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Inference of clusters: begins sessions, lets members take part, and tells when one is over. The
 * caller holds the lock of the clusters in {@link #start} and {@link #join}; the rest is called by
 * sessions, on threads of theirs.
 */
final class ClusterSessions implements InferenceSession.Owner {
  /** Under which name what runs is remembered. */
  static final String RUNNING = "cluster_inference";

  private static final int PLACES = 2;

  private final Devices devices;
  private final ClusterRules rules;
  private final InferenceService inference;
  private final AgentEvents events;
  private final AgentMemory memory;
  private final LogBook log;
  private final Clock clock;
  private final Consumer<String> changed;

  /**
   * Nothing runs yet.
   *
   * @param changed told the id of a cluster whose session is over
   */
  ClusterSessions(
      Devices devices,
      ClusterRules rules,
      InferenceService inference,
      AgentEvents events,
      AgentMemory memory,
      LogBook log,
      Clock clock,
      Consumer<String> changed) {
    this.devices = devices;
    this.rules = rules;
    this.inference = inference;
    this.events = events;
    this.memory = memory;
    this.log = log;
    this.clock = clock;
    this.changed = changed;
  }

  /**
   * Starts a session of all members that can work; with the same settings as the running one it is
   * that one.
   */
  InferenceSession start(Cluster cluster, Body body) throws AgentException {
    boolean replace = body.flag("replace", false);
    SessionSettings settings =
        SessionSettings.read(body, rules.model(cluster).loaded(), inference.onlyCamera());
    InferenceSession running = cluster.session();
    if (running != null && running.isRunning()) {
      if (settings.equals(running.settings())) {
        return running;
      }
      if (!replace) {
        throw new AgentException(
            AgentErrorCode.INFERENCE_RUNNING, "Inference runs with other settings.");
      }
    }
    Camera camera = inference.camera(settings.camera());
    if (running != null) {
      running.end("replaced");
    }
    InferenceSession session =
        new InferenceSession(null, cluster.id(), cluster.strategy(), camera, settings, clock, this);
    cluster.session(session);
    for (Map.Entry<DeviceId, Integer> member : cluster.weights().entrySet()) {
      join(session, devices.get(member.getKey()), member.getValue());
    }
    session.start();
    memory.rememberOne(RUNNING, cluster.id(), settings.json());
    events.publish("inference", session.json());
    return session;
  }

  /** A member begins to work, if it can; the cluster is degraded otherwise. */
  void join(InferenceSession session, Device device, int weight) {
    InstalledModel model = device.model();
    try {
      if (model != null) {
        session.add(
            device,
            device.begin(Device.Use.CLUSTER),
            model,
            inference.stats(device.id()),
            PLACES,
            weight);
        device.showInference(session::json);
      }
    } catch (AgentException e) {
      log.warn(
          LogSource.INFERENCE,
          "a device does not take part: " + e.getMessage(),
          Map.of("device_id", device.id().value()));
    }
  }

  @Override
  public void failed(InferenceSession session, Device device, DriverException why) {
    if (why.code() == DriverException.Code.DEVICE_REMOVED && session.members().isEmpty()) {
      session.end("device_removed");
    }
    devices.fail(device, why);
  }

  @Override
  public void left(InferenceSession session, Device device) {
    device.end(Device.Use.CLUSTER);
  }

  @Override
  public void ended(InferenceSession session) {
    JsonObject json = session.json();
    String id = json.getString("cluster_id", "");
    if (!"agent_restart".equals(session.stopReason())) {
      memory.rememberOne(RUNNING, id, JsonValue.NULL);
    }
    for (DeviceId member : session.members().keySet()) {
      try {
        devices.get(member).end(Device.Use.CLUSTER);
      } catch (AgentException e) {
        log.debug(LogSource.INFERENCE, "a member is gone", Map.of("device_id", member.value()));
      }
    }
    events.publish("inference", json);
    changed.accept(id);
  }
}
