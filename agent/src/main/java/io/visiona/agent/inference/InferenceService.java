package io.visiona.agent.inference;

import io.visiona.agent.cameras.Camera;
import io.visiona.agent.cameras.Cameras;
import io.visiona.agent.devices.AgentMemory;
import io.visiona.agent.devices.Device;
import io.visiona.agent.devices.DeviceUsers;
import io.visiona.agent.devices.Devices;
import io.visiona.agent.devices.InstalledModel;
import io.visiona.agent.driver.CameraId;
import io.visiona.agent.driver.DeviceId;
import io.visiona.agent.driver.DriverException;
import io.visiona.agent.driver.OpenDevice;
import io.visiona.agent.error.AgentErrorCode;
import io.visiona.agent.error.AgentException;
import io.visiona.agent.events.AgentEvents;
import io.visiona.agent.json.Body;
import io.visiona.agent.logs.LogBook;
import io.visiona.agent.logs.LogSource;
import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** The inference sessions of devices that work alone. Thread-safe. */
public final class InferenceService implements DeviceUsers {
  private static final String MEMORY = "inference";

  private final Devices devices;
  private final Cameras cameras;
  private final AgentEvents events;
  private final LogBook log;
  private final AgentMemory memory;
  private final Clock clock;
  private final Map<DeviceId, InferenceSession> sessions = new ConcurrentHashMap<>();
  private final Map<DeviceId, DeviceStats> stats = new ConcurrentHashMap<>();
  private final Map<DeviceId, Object> locks = new ConcurrentHashMap<>();
  private final InferenceSession.Owner owner = new DeviceSessions();

  public InferenceService(
      Devices devices,
      Cameras cameras,
      AgentEvents events,
      LogBook log,
      AgentMemory memory,
      Clock clock) {
    this.devices = devices;
    this.cameras = cameras;
    this.events = events;
    this.log = log;
    this.memory = memory;
    this.clock = clock;
    devices.addUsers(this);
  }

  /** What a device has done. */
  public DeviceStats stats(DeviceId id) {
    return stats.computeIfAbsent(id, _ -> new DeviceStats());
  }

  /** The camera that is meant when none is named; null when there are several. */
  public @Nullable CameraId onlyCamera() {
    List<Camera> all = cameras.all();
    return all.size() == 1 ? all.getFirst().id() : null;
  }

  /** Starts a session; with the same settings as the running one it is that one. */
  public JsonObject start(DeviceId id, Body body) throws AgentException {
    Device device = devices.get(id);
    boolean replace = body.flag("replace", false);
    synchronized (locks.computeIfAbsent(id, _ -> new Object())) {
      refuseMember(device);
      InferenceSession running = sessions.get(id);
      if (running != null && running.isRunning()) {
        SessionSettings wanted =
            SessionSettings.read(body, requireModel(device).loaded(), onlyCamera());
        if (wanted.equals(running.settings())) {
          return running.json();
        }
        if (!replace) {
          throw new AgentException(
              AgentErrorCode.INFERENCE_RUNNING, "Inference runs with other settings.");
        }
        camera(wanted.camera());
        running.end("replaced");
      }
      return begin(device, body).json();
    }
  }

  private InferenceSession begin(Device device, Body body) throws AgentException {
    InstalledModel model = requireModel(device);
    SessionSettings settings = SessionSettings.read(body, model.loaded(), onlyCamera());
    Camera camera = camera(settings.camera());
    OpenDevice open = device.begin(Device.Use.INFERENCE);
    InferenceSession session =
        new InferenceSession(device.id(), null, Strategy.WEIGHTED, camera, settings, clock, owner);
    session.add(device, open, model, stats(device.id()), 1, 1);
    sessions.put(device.id(), session);
    device.showInference(session::json);
    session.start();
    memory.rememberOne(MEMORY, device.id().value(), settings.json());
    log.info(
        LogSource.INFERENCE,
        "inference started",
        Map.of("device_id", device.id().value(), "session_id", session.id()));
    events.publish("inference", session.json());
    return session;
  }

  private static void refuseMember(Device device) throws AgentException {
    String cluster = device.clusterId();
    if (cluster != null) {
      throw new AgentException(
          AgentErrorCode.DEVICE_IN_CLUSTER,
          "The device works in a cluster.",
          Map.of("cluster_id", cluster));
    }
  }

  private static InstalledModel requireModel(Device device) throws AgentException {
    Device.State state = device.state();
    if (state != Device.State.READY && state != Device.State.RUNNING) {
      if (state == Device.State.FLASHING) {
        throw new AgentException(
            AgentErrorCode.DEVICE_BUSY,
            "The device is being flashed.",
            Map.of("busy_with", "flash"));
      }
      throw new AgentException(
          AgentErrorCode.DEVICE_NOT_READY,
          "The device is not ready.",
          Map.of("state", state.text()));
    }
    InstalledModel model = device.model();
    if (model == null) {
      throw new AgentException(AgentErrorCode.NO_MODEL, "There is no model on the device.");
    }
    return model;
  }

  /** A camera that can be worked with. */
  public Camera camera(CameraId id) throws AgentException {
    Camera camera = cameras.get(id);
    if (camera.state() == Camera.State.FAULTED) {
      throw new AgentException(AgentErrorCode.CAMERA_FAULTED, "The camera gives no picture.");
    }
    return camera;
  }

  /** Stops a session; the last one, null when there never was one. */
  public @Nullable JsonObject stop(DeviceId id) throws AgentException {
    devices.get(id);
    InferenceSession session = sessions.get(id);
    if (session == null) {
      return null;
    }
    session.end("requested");
    return session.json();
  }

  /** The running session of a device, or its last one; null when there never was one. */
  public @Nullable InferenceSession session(DeviceId id) {
    return sessions.get(id);
  }

  @Override
  public void lost(DeviceId id, String reason) {
    InferenceSession session = sessions.get(id);
    if (session != null) {
      session.end(reason);
    }
  }

  @Override
  public void release(DeviceId id) {
    lost(id, "requested");
  }

  /** Starts again what was running when the agent ended. Returns at once. */
  public void resume() {
    memory
        .recall(MEMORY)
        .forEach((key, value) ->
            Thread.ofVirtual().name("resume-" + key).start(() -> resume(key, value)));
  }

  private void resume(String key, JsonValue value) {
    try {
      if (DeviceId.matches(key) && value instanceof JsonObject settings) {
        DeviceId id = new DeviceId(key);
        devices.connect(id);
        start(id, new Body(settings));
      }
    } catch (AgentException e) {
      log.warn(
          LogSource.INFERENCE,
          "cannot go on with inference: " + e.getMessage(),
          Map.of("device_id", key, "code", e.code().text()));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Ends all sessions, to be resumed at the next start. */
  public void close() {
    sessions.values().forEach(session -> session.end("agent_restart"));
  }

  private final class DeviceSessions implements InferenceSession.Owner {
    @Override
    public void failed(InferenceSession session, Device device, DriverException why) {
      if (why.code() == DriverException.Code.DEVICE_REMOVED) {
        session.end("device_removed");
      }
      devices.fail(device, why);
    }

    @Override
    public void left(InferenceSession session, Device device) {
      device.end(Device.Use.INFERENCE);
    }

    @Override
    public void ended(InferenceSession session) {
      JsonObject json = session.json();
      String id = json.getString("device_id", "");
      String reason = json.getString("stop_reason", "");
      if (!reason.equals("agent_restart")) {
        memory.rememberOne(MEMORY, id, JsonValue.NULL);
      }
      log.info(
          LogSource.INFERENCE,
          "inference stopped: " + reason,
          Map.of("device_id", id, "session_id", session.id()));
      try {
        devices.get(new DeviceId(id)).end(Device.Use.INFERENCE);
      } catch (AgentException e) {
        log.debug(LogSource.INFERENCE, "the device is gone", Map.of("device_id", id));
      }
      events.publish("inference", json);
    }
  }
}
