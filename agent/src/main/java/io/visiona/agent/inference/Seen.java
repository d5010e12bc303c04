package io.visiona.agent.inference;

import io.visiona.agent.driver.Detection;
import io.visiona.agent.json.JsonFields;
import jakarta.json.JsonObject;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A detection with what the agent knows of it.
 *
 * @param detection what the device saw
 * @param label the class's name; null when the model has none
 * @param track the number it is followed under; null without tracking
 */
public record Seen(Detection detection, @Nullable String label, @Nullable Long track) {

  JsonObject json() {
    List<Detection.Keypoint> points = detection.keypoints();
    return JsonFields.fields()
        .put("track_id", track)
        .put("class_id", detection.classId())
        .put("label", label)
        .put("score", detection.score())
        .put("box", SessionSettings.box(rounded()))
        .put(
            "keypoints",
            points == null ? null : JsonFields.list(points.stream().map(Seen::point).toList()))
        .object();
  }

  /** So that x + w is at most 1 also after all four were rounded to five decimals. */
  private io.visiona.agent.driver.Box rounded() {
    double left = round(detection.box().x());
    double top = round(detection.box().y());
    double right = Math.min(1, round(detection.box().x() + detection.box().w()));
    double bottom = Math.min(1, round(detection.box().y() + detection.box().h()));
    return new io.visiona.agent.driver.Box(left, top, right - left, bottom - top);
  }

  private static double round(double value) {
    return Math.round(value * 1e5) / 1e5;
  }

  private static JsonObject point(Detection.Keypoint point) {
    return JsonFields.fields()
        .put("name", point.name())
        .put("x", point.x())
        .put("y", point.y())
        .put("score", point.score())
        .object();
  }

  /** The label, or a name made of the class's number. */
  String called() {
    String name = label;
    return name == null ? "class " + detection.classId() : name;
  }
}
