package io.visiona.agent.cameras;

import io.visiona.agent.driver.CameraDriver;
import io.visiona.agent.driver.CameraFacts;
import io.visiona.agent.driver.CameraId;
import io.visiona.agent.driver.CameraSettings;
import io.visiona.agent.error.AgentErrorCode;
import io.visiona.agent.error.AgentException;
import io.visiona.agent.events.AgentEvents;
import io.visiona.agent.json.Body;
import io.visiona.agent.json.JsonFields;
import io.visiona.agent.logs.LogBook;
import io.visiona.agent.logs.LogSource;
import jakarta.json.JsonObject;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;

/** All cameras, those that are films among them. Thread-safe. */
public final class Cameras {
  private static final int LEAST_QUALITY = 30;
  private static final int MOST_QUALITY = 95;
  private static final int MOST_FPS = 60;

  private final CameraDriver driver;
  private final AgentEvents events;
  private final LogBook log;
  private final Clock clock;
  private final NavigableMap<CameraId, Camera> cameras = new ConcurrentSkipListMap<>();
  private final Map<CameraId, Camera.State> logged = new ConcurrentHashMap<>();

  public Cameras(CameraDriver driver, AgentEvents events, LogBook log, Clock clock) {
    this.driver = driver;
    this.events = events;
    this.log = log;
    this.clock = clock;
    for (CameraFacts facts : driver.cameras()) {
      add(facts, settings -> driver.start(facts.id(), settings), true, false);
    }
  }

  /** Adds a camera that is not of the driver. */
  public Camera add(CameraFacts facts, Camera.Opener opener, boolean live, boolean seekable) {
    Camera camera = new Camera(facts, opener, live, seekable, clock, this::changed);
    cameras.put(facts.id(), camera);
    publish("added", camera);
    return camera;
  }

  /** Stops a camera and forgets it. */
  public void remove(CameraId id) {
    Camera camera = cameras.remove(id);
    if (camera != null) {
      stop(camera);
      logged.remove(id);
      publish("removed", camera);
    }
  }

  private static void stop(Camera camera) {
    try {
      camera.stop(true);
    } catch (AgentException e) {
      throw new IllegalStateException("a forced stop is not refused", e);
    }
  }

  public List<Camera> all() {
    return List.copyOf(cameras.values());
  }

  public Camera get(CameraId id) throws AgentException {
    Camera camera = cameras.get(id);
    if (camera == null) {
      throw new AgentException(AgentErrorCode.CAMERA_NOT_FOUND, "There is no such camera.");
    }
    return camera;
  }

  public JsonObject list() {
    return JsonFields.fields()
        .put("items", all().stream().map(Camera::json).toList())
        .none("next")
        .object();
  }

  /** Reads the settings of a start; what is not said is as it is, or the camera's best. */
  public static CameraSettings settings(Camera camera, Body body) throws AgentException {
    CameraSettings now = camera.settings();
    int width = (int) body.whole("width", now.width(), 1, 100_000);
    int height = (int) body.whole("height", heightFor(camera, width, now), 1, 100_000);
    int fps = (int) body.whole("fps", now.fps(), 1, MOST_FPS);
    int quality = (int) body.whole("quality", now.quality(), LEAST_QUALITY, MOST_QUALITY);
    boolean known =
        camera.facts().formats().stream()
            .anyMatch(f -> f.width() == width && f.height() == height && fps <= f.fps());
    if (!known) {
      throw new AgentException(
          AgentErrorCode.UNSUPPORTED_FORMAT,
          "The camera has no such format.",
          Map.of("formats", CameraView.formats(camera.facts())));
    }
    return new CameraSettings(width, height, fps, quality);
  }

  private static int heightFor(Camera camera, int width, CameraSettings now) {
    return camera.facts().formats().stream()
        .filter(format -> format.width() == width)
        .map(CameraFacts.Format::height)
        .findFirst()
        .orElse(now.height());
  }

  private void changed(Camera camera) {
    Camera.State now = camera.state();
    if (logged.put(camera.id(), now) != now) {
      log.info(
          LogSource.CAMERA, "camera is " + now.text(), Map.of("camera_id", camera.id().value()));
    }
    publish("changed", camera);
  }

  private void publish(String change, Camera camera) {
    events.publish(
        "camera", JsonFields.fields().put("change", change).put("camera", camera.json()).object());
  }

  /** Stops all of them. */
  public void close() {
    cameras.values().forEach(Cameras::stop);
    driver.close();
  }
}
