package io.visiona.agent.inference;

import io.visiona.agent.driver.Box;
import io.visiona.agent.driver.CameraId;
import io.visiona.agent.driver.DeviceId;
import io.visiona.agent.driver.InferenceSettings;
import io.visiona.agent.driver.LoadedModel;
import io.visiona.agent.error.AgentErrorCode;
import io.visiona.agent.error.AgentException;
import io.visiona.agent.json.Body;
import io.visiona.agent.json.JsonFields;
import jakarta.json.JsonNumber;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What an inference session was asked to do, defaults filled in.
 *
 * @param camera whose pictures
 * @param forDevice what each device is told
 * @param classes as they were sent; null for all
 * @param fpsLimit most pictures a second; null for the camera's own rate
 * @param track whether things get numbers
 */
public record SessionSettings(
    CameraId camera,
    InferenceSettings forDevice,
    @Nullable List<JsonValue> classes,
    @Nullable Integer fpsLimit,
    boolean track) {
  private static final int MOST_CLASSES = 1000;
  private static final int MOST_DETECTIONS = 500;
  private static final int MOST_FPS = 60;
  private static final double LEAST_SIDE = 0.001;

  public SessionSettings {
    classes = classes == null ? null : List.copyOf(classes);
  }

  /**
   * Reads what was sent.
   *
   * @param onlyCamera the camera meant when none is named; null when there are several
   */
  public static SessionSettings read(Body body, LoadedModel model, @Nullable CameraId onlyCamera)
      throws AgentException {
    CameraId camera = camera(body, onlyCamera);
    double threshold = body.number("threshold", 0.5, 0, 1);
    double iou = body.number("iou_threshold", 0.45, 0, 1);
    int most = (int) body.whole("max_detections", 100, 1, MOST_DETECTIONS);
    List<JsonValue> classes = body.listOrNull("classes", MOST_CLASSES);
    Integer fps = body.has("fps_limit") ? (int) body.whole("fps_limit", 1, MOST_FPS) : null;
    return new SessionSettings(
        camera,
        new InferenceSettings(
            threshold, iou, most, resolve(classes, model), region(body.objectOrNull("region"))),
        classes,
        fps,
        body.flag("track", true));
  }

  private static CameraId camera(Body body, @Nullable CameraId only) throws AgentException {
    String named = body.textOrNull("camera_id", 64);
    if (named == null) {
      if (only == null) {
        throw AgentException.badField("camera_id", "There are several cameras: name one.");
      }
      return only;
    }
    if (!DeviceId.matches(named)) {
      throw new AgentException(AgentErrorCode.CAMERA_NOT_FOUND, "There is no such camera.");
    }
    return new CameraId(named);
  }

  private static @Nullable Set<Integer> resolve(
      @Nullable List<JsonValue> classes, LoadedModel model) throws AgentException {
    if (classes == null) {
      return null;
    }
    Set<Integer> numbers = new HashSet<>();
    for (JsonValue value : classes) {
      numbers.add(
          switch (value) {
            case JsonString label -> known(model.labels().indexOf(label.getString()), value);
            case JsonNumber number when number.isIntegral() ->
                known(within(number.longValue(), model), value);
            default -> throw AgentException.badField("classes", "A class is a label or a number.");
          });
    }
    return numbers;
  }

  private static int within(long number, LoadedModel model) {
    int most = model.labels().isEmpty() ? Integer.MAX_VALUE : model.labels().size();
    return number >= 0 && number < most ? (int) number : -1;
  }

  private static int known(int index, JsonValue sent) throws AgentException {
    if (index < 0) {
      throw new AgentException(
          AgentErrorCode.UNKNOWN_CLASS,
          "The model does not know this class.",
          Map.of("class", sent));
    }
    return index;
  }

  private static @Nullable Box region(@Nullable Body region) throws AgentException {
    if (region == null) {
      return null;
    }
    double x = region.number("x", 0, 1);
    double y = region.number("y", 0, 1);
    return new Box(
        x, y, region.number("w", LEAST_SIDE, 1 - x), region.number("h", LEAST_SIDE, 1 - y));
  }

  public JsonObject json() {
    Box region = forDevice.region();
    List<JsonValue> wanted = classes;
    return JsonFields.fields()
        .put("camera_id", camera.value())
        .put("threshold", forDevice.threshold())
        .put("iou_threshold", forDevice.iouThreshold())
        .put("max_detections", forDevice.maxDetections())
        .put("classes", wanted == null ? JsonValue.NULL : JsonFields.value(wanted))
        .put("fps_limit", fpsLimit)
        .put("track", track)
        .put("region", region == null ? null : box(region))
        .object();
  }

  static JsonObject box(Box box) {
    return JsonFields.fields()
        .put("x", box.x())
        .put("y", box.y())
        .put("w", box.w())
        .put("h", box.h())
        .object();
  }
}
