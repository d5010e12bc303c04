package io.visiona.agent.inference;

import io.visiona.agent.devices.Device;
import io.visiona.agent.devices.DeviceFault;
import io.visiona.agent.devices.Devices;
import io.visiona.agent.devices.InstalledModel;
import io.visiona.agent.driver.CameraFrame;
import io.visiona.agent.driver.Detection;
import io.visiona.agent.driver.DeviceId;
import io.visiona.agent.driver.DriverException;
import io.visiona.agent.driver.Inference;
import io.visiona.agent.driver.InferenceSettings;
import io.visiona.agent.driver.OpenDevice;
import io.visiona.agent.error.AgentErrorCode;
import io.visiona.agent.error.AgentException;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Has devices look at single pictures. Thread-safe. */
public final class SinglePictures {
  private static final double IOU = 0.45;
  private static final int MOST = 500;

  private final Devices devices;
  private final Clock clock;

  public SinglePictures(Devices devices, Clock clock) {
    this.devices = devices;
    this.clock = clock;
  }

  /** The first of these devices that can looks at the picture. */
  public Result look(List<DeviceId> candidates, CameraFrame frame, double threshold)
      throws AgentException, InterruptedException {
    AgentException refused =
        new AgentException(AgentErrorCode.DEVICE_NOT_READY, "There is no device for it.");
    for (DeviceId id : candidates) {
      Device device = devices.get(id);
      try {
        OpenDevice open = device.begin(Device.Use.INFERENCE);
        return look(device, open, frame, threshold);
      } catch (AgentException e) {
        refused = e;
      }
    }
    throw refused;
  }

  private Result look(Device device, OpenDevice open, CameraFrame frame, double threshold)
      throws AgentException, InterruptedException {
    try {
      InstalledModel model = device.model();
      if (model == null) {
        throw new AgentException(AgentErrorCode.NO_MODEL, "There is no model on the device.");
      }
      Inference inference =
          open.infer(frame, new InferenceSettings(threshold, IOU, MOST, null, null));
      return result(device, model, frame, inference);
    } catch (DriverException e) {
      devices.fail(device, e);
      throw DeviceFault.refusal(e);
    } finally {
      device.end(Device.Use.INFERENCE);
    }
  }

  private Result result(
      Device device, InstalledModel model, CameraFrame frame, Inference inference) {
    List<String> labels = model.loaded().labels();
    List<Seen> seen = new ArrayList<>();
    for (Detection detection : inference.detections()) {
      @Nullable String label = Result.label(labels, detection.classId());
      seen.add(new Seen(detection, label, null));
    }
    return new Result(
        new Result.Origin(
            null,
            device.id().value(),
            null,
            null,
            model.id(),
            frame.id(),
            frame.capturedAt(),
            frame.width(),
            frame.height()),
        seen,
        inference,
        labels,
        model.loaded().task(),
        0,
        clock.instant().truncatedTo(ChronoUnit.MILLIS));
  }
}
