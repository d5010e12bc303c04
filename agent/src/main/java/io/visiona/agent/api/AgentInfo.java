package io.visiona.agent.api;

import io.visiona.agent.driver.DriverInfo;
import io.visiona.agent.json.JsonFields;
import io.visiona.agent.logs.LogBook;
import io.visiona.agent.metrics.HostFacts;
import jakarta.json.JsonObject;
import java.time.Instant;
import java.util.List;

/**
 * What the agent is and can.
 *
 * @param name what its owner calls it
 * @param version of the agent
 * @param startedAt when it started
 * @param driver what drives its devices
 */
public record AgentInfo(String name, String version, Instant startedAt, DriverInfo driver) {
  /** Largest picture that may be uploaded. */
  public static final long IMAGE_BYTES = 20L << 20;

  /** Largest film that may be uploaded. */
  public static final long VIDEO_BYTES = 500L << 20;

  /** Most pictures of a batch. */
  public static final int BATCH_ITEMS = 50;

  /** Most bytes of a batch. */
  public static final long BATCH_BYTES = 200L << 20;

  /** Most viewers of a camera. */
  public static final int VIEWERS = 16;

  /** Most clusters. */
  public static final int CLUSTERS = 16;

  private static final List<String> CAPABILITIES =
      List.of(
          "devices", "flash", "inference", "clusters", "cameras", "media", "logs", "restart_agent");

  List<String> capabilities() {
    return CAPABILITIES;
  }

  JsonObject json() {
    return JsonFields.fields()
        .put(
            "agent",
            JsonFields.fields()
                .put("name", name)
                .put("version", version)
                .put("started_at", startedAt)
                .put("driver", driver.name())
                .put("languages", List.of("java"))
                .object())
        .put("host", HostFacts.json())
        .put(
            "drivers",
            List.of(
                JsonFields.fields()
                    .put("name", driver.name())
                    .put("version", driver.version())
                    .put("chips", driver.chips())
                    .object()))
        .put("capabilities", capabilities())
        .put("limits", limits())
        .object();
  }

  private static JsonObject limits() {
    return JsonFields.fields()
        .put("image_bytes", IMAGE_BYTES)
        .put("video_bytes", VIDEO_BYTES)
        .put("batch_items", BATCH_ITEMS)
        .put("batch_bytes", BATCH_BYTES)
        .put("viewers_per_camera", VIEWERS)
        .put("clusters", CLUSTERS)
        .put("log_lines", LogBook.CAPACITY)
        .object();
  }
}
