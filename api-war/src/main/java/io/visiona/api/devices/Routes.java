package io.visiona.api.devices;

import io.visiona.api.devices.DeviceRoute.Kind;
import io.visiona.api.devices.DeviceRoute.Prepare;
import java.time.Duration;
import java.util.List;

/**
 * The one table of what is forwarded, from which routing, the description of the API and the walk
 * of the tests come. Fixed paths stand before variable ones of the same length.
 */
public final class Routes {
  private static final String SEND = "POST";
  private static final String READ = "GET";

  /** All rows. */
  public static final List<DeviceRoute> TABLE =
      List.of(
          once(READ, "/system/info", 10, "What the agent and its machine are, and what they offer.")
              .giving("SystemInfo"),
          once(READ, "/system/health", 5, "How the agent is.").giving("SystemHealth"),
          once(READ, "/system/metrics", 10, "Load, temperatures and rates, now and lately.")
              .giving("SystemMetrics")
              .with("window_s", "step_s"),
          events("/system/logs", Kind.SSE, "The agent's log, as it is written.")
              .with("level", "source", "q", "tail", "follow", "Last-Event-ID"),
          never("/system/restart", 10, Kind.JSON, "Restarts the agent, or its machine.")
              .asking("RestartRequest")
              .giving("Restarting"),
          once(READ, "/devices", 10, "The devices on the agent.").giving("DeviceList"),
          once(SEND, "/devices/scan", 30, "Looks for devices.")
              .asking("ScanRequest")
              .giving("ScanResult"),
          once(READ, "/devices/{device}", 10, "One device.").giving("Device"),
          once("PATCH", "/devices/{device}", 10, "Names a device.")
              .asking("DeviceName")
              .giving("Device"),
          once(SEND, "/devices/{device}/connect", 60, "Connects a device.")
              .asking("NoFields")
              .giving("Device"),
          once(SEND, "/devices/{device}/disconnect", 30, "Disconnects a device.")
              .asking("ForceRequest")
              .giving("Device"),
          flash("/devices/{device}/flash", "Writes a model of the library to a device.")
              .asking("FlashRequest")
              .giving("FlashBegun"),
          events("/devices/{device}/flash", Kind.SSE_OR_JSON, "The present or last flash.")
              .giving("Flash"),
          once(
                  "DELETE",
                  "/devices/{device}/flash",
                  10,
                  "Cancels a flash that has not begun to write.")
              .giving("Flash"),
          never("/devices/{device}/inference/start", 60, Kind.JSON, "Starts inference on a device.")
              .asking("InferenceRequest")
              .giving("InferenceSession"),
          once(SEND, "/devices/{device}/inference/stop", 30, "Stops inference on a device.")
              .asking("NoFields")
              .giving("LastSession"),
          events(
                  "/devices/{device}/inference/results",
                  Kind.SSE,
                  "What a device finds, as it finds it.")
              .with("max_fps", "min_score", "fields"),
          once(READ, "/cameras", 10, "The cameras on the agent.").giving("CameraList"),
          once(SEND, "/cameras/{camera}/start", 30, "Starts a camera.")
              .asking("CameraStart")
              .giving("Camera"),
          once(SEND, "/cameras/{camera}/stop", 10, "Stops a camera.")
              .asking("ForceRequest")
              .giving("Camera"),
          row(READ, "/cameras/{camera}/stream", Kind.MJPEG, 15, true, "A camera's pictures, live.")
              .with("width", "fps", "quality", "boxes", "device_id"),
          row(READ, "/cameras/{camera}/snapshot", Kind.IMAGE, 15, true, "One picture of a camera.")
              .with("width"),
          never("/media/image", 120, Kind.UPLOAD_OR_IMAGE, "Looks at one picture.")
              .asking("ImageUpload")
              .giving("ImageResult"),
          never("/media/video", 120, Kind.UPLOAD, "Takes a film, which becomes a camera.")
              .asking("VideoUpload")
              .giving("Film"),
          never("/media/batch", 120, Kind.UPLOAD, "Takes several pictures to look at.")
              .asking("BatchUpload")
              .giving("Batch"),
          row(
                  READ,
                  "/media/batch/{index}",
                  Kind.IMAGE_OR_JSON,
                  15,
                  true,
                  "One picture of a batch, or what was found in it.")
              .giving("BatchItem")
              .with("batch_id", "boxes"),
          never("/media/url", 30, Kind.JSON, "Takes an address, which becomes a camera.")
              .asking("MediaUrl")
              .giving("Film"),
          once(SEND, "/media/seek", 10, "Moves about in a film.")
              .asking("SeekRequest")
              .giving("SeekResult"),
          once(READ, "/clusters", 10, "The clusters on the agent.").giving("ClusterList"),
          never("/clusters", 10, Kind.JSON, "Makes a cluster of devices.")
              .asking("ClusterOrder")
              .giving("Cluster"),
          once(READ, "/clusters/{cluster}", 10, "One cluster.").giving("Cluster"),
          once("PUT", "/clusters/{cluster}", 10, "Replaces what a cluster is made of.")
              .asking("ClusterOrder")
              .giving("Cluster"),
          once("DELETE", "/clusters/{cluster}", 30, "Takes a cluster apart.").with("force"),
          once(SEND, "/clusters/{cluster}/devices", 10, "Adds a device to a cluster.")
              .asking("ClusterDevice")
              .giving("Cluster"),
          once(
                  "DELETE",
                  "/clusters/{cluster}/devices/{device}",
                  10,
                  "Takes a device out of a cluster.")
              .giving("Cluster"),
          once(
                  "PUT",
                  "/clusters/{cluster}/devices/{device}/weight",
                  10,
                  "Sets a device's weight in a cluster.")
              .asking("ClusterWeight")
              .giving("Cluster"),
          flash(
                  "/clusters/{cluster}/flash",
                  "Writes a model of the library to all devices of a cluster.")
              .asking("ClusterFlashRequest")
              .giving("ClusterFlashBegun"),
          events(
                  "/clusters/{cluster}/flash",
                  Kind.SSE_OR_JSON,
                  "The present or last flash of a cluster.")
              .giving("ClusterFlash"),
          never(
                  "/clusters/{cluster}/inference/start",
                  60,
                  Kind.JSON,
                  "Starts inference on a cluster.")
              .asking("InferenceRequest")
              .giving("InferenceSession"),
          once(SEND, "/clusters/{cluster}/inference/stop", 30, "Stops inference on a cluster.")
              .asking("NoFields")
              .giving("LastSession"),
          events(
                  "/clusters/{cluster}/inference/results",
                  Kind.SSE,
                  "What a cluster finds, as it finds it.")
              .with("max_fps", "min_score", "fields"),
          new DeviceRoute(
              READ,
              "/ws/agents/{agent}/events",
              "/api/events",
              Kind.WEBSOCKET,
              Prepare.NONE,
              Duration.ofSeconds(10),
              true,
              "What happens on the agent, and what a client subscribes to (WebSocket)."),
          new DeviceRoute(
              "*",
              "/proxy/{path}",
              "/{path}",
              Kind.PROXY,
              Prepare.NONE,
              Duration.ofSeconds(60),
              false,
              "Anything the agent's own web server offers."));

  private Routes() {}

  private static DeviceRoute once(String method, String template, int seconds, String description) {
    return row(method, template, Kind.JSON, seconds, true, description);
  }

  private static DeviceRoute never(String template, int seconds, Kind kind, String description) {
    return row(SEND, template, kind, seconds, false, description);
  }

  private static DeviceRoute events(String template, Kind kind, String description) {
    return row(READ, template, kind, 10, true, description);
  }

  private static DeviceRoute flash(String template, String description) {
    return new DeviceRoute(
        SEND,
        template,
        "/api" + template,
        Kind.JSON,
        Prepare.MODEL_DOWNLOAD,
        Duration.ofSeconds(30),
        false,
        description);
  }

  private static DeviceRoute row(
      String method,
      String template,
      Kind kind,
      int seconds,
      boolean repeatable,
      String description) {
    return new DeviceRoute(
        method,
        template,
        "/api" + template,
        kind,
        Prepare.NONE,
        Duration.ofSeconds(seconds),
        repeatable,
        description);
  }
}
