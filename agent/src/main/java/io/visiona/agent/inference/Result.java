package io.visiona.agent.inference;

import io.visiona.agent.driver.Inference;
import io.visiona.agent.json.JsonFields;
import jakarta.json.JsonObject;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What came of one frame, as it is told.
 *
 * @param origin who made it and from what
 * @param seen detections, highest score first
 * @param inference what the device said
 * @param labels of the model
 * @param task of the model
 * @param queueMs time from the picture to the device's begin
 * @param completedAt when it was done
 */
public record Result(
    Origin origin,
    List<Seen> seen,
    Inference inference,
    List<String> labels,
    String task,
    double queueMs,
    Instant completedAt) {
  /**
   * Where a result comes from.
   *
   * @param sessionId null for a single picture
   * @param deviceId that did the work
   * @param clusterId it works in; null without
   * @param cameraId that took the picture
   * @param modelId of the library; null when unknown
   * @param frameId number of the picture
   * @param capturedAt when it was taken
   * @param width of the captured picture
   * @param height of the captured picture
   */
  public record Origin(
      @Nullable String sessionId,
      String deviceId,
      @Nullable String clusterId,
      @Nullable String cameraId,
      @Nullable String modelId,
      long frameId,
      Instant capturedAt,
      int width,
      int height) {}

  public Result {
    seen = List.copyOf(seen);
    labels = List.copyOf(labels);
  }

  double totalMs() {
    return queueMs + inference.preprocessMs() + inference.inferenceMs() + inference.postprocessMs();
  }

  /** The object of it, without what scored less. */
  public JsonObject json(double minScore) {
    return json(minScore, Integer.MAX_VALUE);
  }

  /** The object of it with so many detections at most, without what scored less. */
  public JsonObject json(double minScore, int most) {
    return JsonFields.fields()
        .put("session_id", origin.sessionId())
        .put("device_id", origin.deviceId())
        .put("cluster_id", origin.clusterId())
        .put("camera_id", origin.cameraId())
        .put("model_id", origin.modelId())
        .put("frame_id", origin.frameId())
        .put("captured_at", origin.capturedAt())
        .put("completed_at", completedAt)
        .put(
            "frame",
            JsonFields.fields()
                .put("width", origin.width())
                .put("height", origin.height())
                .object())
        .put("task", task)
        .put("latency_ms", latency())
        .put(
            "detections",
            seen.stream()
                .filter(one -> one.detection().score() >= minScore)
                .limit(most)
                .map(Seen::json)
                .toList())
        .put("classes", inference.classes().stream().map(this::json).toList())
        .put("truncated", inference.truncated() || seen.size() > most)
        .object();
  }

  private JsonObject latency() {
    return JsonFields.fields()
        .put("queue", tenths(queueMs))
        .put("preprocess", tenths(inference.preprocessMs()))
        .put("inference", tenths(inference.inferenceMs()))
        .put("postprocess", tenths(inference.postprocessMs()))
        .put("total", tenths(totalMs()))
        .object();
  }

  private static double tenths(double ms) {
    return Math.round(ms * 10) / 10.0;
  }

  private JsonObject json(Inference.ClassScore one) {
    boolean named = one.classId() < labels.size();
    return JsonFields.fields()
        .put("class_id", one.classId())
        .put("label", named ? labels.get(one.classId()) : null)
        .put("score", one.score())
        .object();
  }

  static @Nullable String label(List<String> labels, int classId) {
    return classId >= 0 && classId < labels.size() ? labels.get(classId) : null;
  }
}
