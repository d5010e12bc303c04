package io.visiona.agent.api;

import static io.visiona.agent.api.AgentRoute.route;

import io.visiona.agent.cameras.Camera;
import io.visiona.agent.cameras.Cameras;
import io.visiona.agent.cameras.Encoder.Variant;
import io.visiona.agent.cameras.View;
import io.visiona.agent.driver.CameraFrame;
import io.visiona.agent.driver.CameraSettings;
import io.visiona.agent.driver.DeviceId;
import io.visiona.agent.error.AgentException;
import io.visiona.agent.inference.BoxOverlay;
import io.visiona.agent.inference.InferenceService;
import io.visiona.agent.inference.InferenceSession;
import io.visiona.agent.json.Body;
import io.visiona.agent.json.Times;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.apache.hc.core5.http.HttpException;
import org.jspecify.annotations.Nullable;

/** The rows of cameras. */
final class CameraRoutes {
  private static final int LEAST_WIDTH = 160;
  private static final Duration SNAPSHOT_AGE = Duration.ofSeconds(1);
  private static final Duration SNAPSHOT_WAIT = Duration.ofSeconds(10);

  private final Cameras cameras;
  private final InferenceService inference;

  CameraRoutes(Cameras cameras, InferenceService inference) {
    this.cameras = cameras;
    this.inference = inference;
  }

  List<AgentRoute> rows() {
    return List.of(
        route("GET", "cameras", RouteKind.JSON, call -> call.json(cameras.list())),
        route("POST", "cameras/{camera}/start", RouteKind.JSON, this::start),
        route("POST", "cameras/{camera}/stop", RouteKind.JSON, this::stop),
        route("GET", "cameras/{camera}/stream", RouteKind.MJPEG, this::stream),
        route("GET", "cameras/{camera}/snapshot", RouteKind.IMAGE, this::snapshot).added());
  }

  private void start(Call call) throws AgentException, IOException, HttpException {
    Camera camera = cameras.get(call.camera());
    Body body = call.body();
    CameraSettings settings = Cameras.settings(camera, body);
    camera.start(settings, body.flag("force", false));
    call.json(camera.json());
  }

  private void stop(Call call) throws AgentException, IOException, HttpException {
    Camera camera = cameras.get(call.camera());
    camera.stop(call.body().flag("force", false));
    call.json(camera.json());
  }

  private void stream(Call call)
      throws AgentException, IOException, HttpException, InterruptedException {
    Camera camera = cameras.get(call.camera());
    Variant variant = variant(call, camera);
    String of = variant.overlay();
    BoxOverlay overlay = of == null ? null : new BoxOverlay(() -> newest(of));
    int fps = (int) call.query("fps", camera.settings().fps(), 1, 60);
    try (View view = camera.view(variant, overlay)) {
      new PictureStream(view, fps).send(call);
    }
  }

  private Variant variant(Call call, Camera camera) throws AgentException {
    int width = width(call, camera);
    int quality = (int) call.query("quality", camera.settings().quality(), 30, 95);
    boolean boxes = call.queryFlag("boxes", false);
    String device = call.query("device_id");
    if (boxes && (device == null || !DeviceId.matches(device))) {
      throw AgentException.badField("device_id", "boxes=true needs the device_id of the boxes.");
    }
    return new Variant(width, quality, boxes ? device : null);
  }

  private static int width(Call call, Camera camera) throws AgentException {
    int most = camera.settings().width();
    return (int) call.query("width", most, Math.min(LEAST_WIDTH, most), most);
  }

  private io.visiona.agent.inference.@Nullable Result newest(String device) {
    InferenceSession session = inference.session(new DeviceId(device));
    return session == null || !session.isRunning() ? null : session.newest();
  }

  private void snapshot(Call call)
      throws AgentException, IOException, HttpException, InterruptedException {
    Camera camera = cameras.get(call.camera());
    Variant variant = new Variant(width(call, camera), camera.settings().quality(), null);
    try (View view = camera.view(variant, null)) {
      CameraFrame frame = camera.fresh(SNAPSHOT_AGE, SNAPSHOT_WAIT);
      call.exchange().add("X-Frame-Id", Long.toString(frame.id()));
      call.exchange().add("X-Frame-Time", Times.text(frame.capturedAt()));
      call.exchange().add("X-Frame-State", "live");
      call.image("image/jpeg", view.encode(frame));
    }
  }
}
