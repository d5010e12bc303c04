package io.visiona.agent.cameras;

import io.visiona.agent.devices.DeviceFault;
import io.visiona.agent.driver.CameraFacts;
import io.visiona.agent.driver.CameraSettings;
import io.visiona.agent.json.JsonFields;
import jakarta.json.JsonObject;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A camera at one moment, as it is shown.
 *
 * @param running null while it is stopped
 * @param usedBy who works with its frames
 * @param fault null while there is none
 */
record CameraView(
    CameraFacts facts,
    Camera.State state,
    boolean live,
    boolean seekable,
    @Nullable Running running,
    int viewers,
    List<String> usedBy,
    @Nullable DeviceFault fault) {

  /**
   * What a camera that runs does.
   *
   * @param perSecond frames that came, a second
   * @param frame number of the newest; null before the first
   */
  record Running(CameraSettings settings, double perSecond, @Nullable Long frame) {
    JsonObject json() {
      return JsonFields.fields()
          .put("width", settings.width())
          .put("height", settings.height())
          .put("fps", settings.fps())
          .put("fps_actual", perSecond)
          .put("quality", settings.quality())
          .put("frame_id", frame)
          .object();
    }
  }

  JsonObject json() {
    return JsonFields.fields()
        .put("id", facts.id().value())
        .put("name", facts.name())
        .put("kind", facts.kind())
        .put("state", state.text())
        .put("live", live)
        .put("seekable", seekable)
        .put("formats", formats(facts))
        .put("active", running == null ? null : running.json())
        .put("viewers", viewers)
        .put("used_by", usedBy)
        .put("fault", fault == null ? null : fault.json())
        .object();
  }

  /** The formats, as they are shown. */
  static List<JsonObject> formats(CameraFacts facts) {
    return facts.formats().stream()
        .map(format ->
            JsonFields.fields()
                .put("width", format.width())
                .put("height", format.height())
                .put("fps", format.fps())
                .object())
        .toList();
  }
}
