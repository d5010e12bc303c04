package io.visiona.agent.simulator;

import io.visiona.agent.driver.CameraFrame;
import io.visiona.agent.driver.Detection;
import io.visiona.agent.driver.DeviceFacts;
import io.visiona.agent.driver.DeviceId;
import io.visiona.agent.driver.DriverException;
import io.visiona.agent.driver.FlashListener;
import io.visiona.agent.driver.Inference;
import io.visiona.agent.driver.InferenceSettings;
import io.visiona.agent.driver.LoadedModel;
import io.visiona.agent.driver.ModelFile;
import io.visiona.agent.driver.OpenDevice;
import io.visiona.agent.driver.Telemetry;
import java.io.IOException;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** An opened simulated device. */
final class SimulatedDevice implements OpenDevice {
  private static final List<String> COCO_TEN =
      List.of(
          "person",
          "bicycle",
          "car",
          "motorcycle",
          "airplane",
          "bus",
          "train",
          "truck",
          "boat",
          "traffic light");
  private static final int COCO_CLASSES = 80;
  private static final String FIRMWARE = "2.2.0";
  private static final int DEFAULT_SIDE = 640;
  private static final int BLOCK_BYTES = 64 * 1024;
  private static final long CHECK_MS = 1000;
  private static final long RESTART_MS = 2000;
  private static final long HUNG_MS = 5000;
  private static final double SPEED_SIGMA = 0.08;
  private static final int SPIKE_ONE_IN = 500;
  private static final double SPIKE = 3;

  private final DeviceId id;
  private final ChipSpeed chip;
  private final String chipName;
  private final Plug plug;
  private final Sight sight;
  private final ModelMemory memory;
  private final FaultSwitches faults;
  private final Clock clock;
  private final Heat heat;
  private volatile @Nullable LoadedModel model;
  private volatile boolean closed;

  /** Whether a device is still plugged in, and when its owner last was told otherwise. */
  interface Plug {
    boolean isIn();
  }

  SimulatedDevice(
      DeviceId id,
      ChipSpeed chip,
      Plug plug,
      Sight sight,
      ModelMemory memory,
      FaultSwitches faults,
      Clock clock,
      Heat heat) {
    this.id = id;
    this.chip = chip;
    this.chipName = chip.name();
    this.plug = plug;
    this.sight = sight;
    this.memory = memory;
    this.faults = faults;
    this.clock = clock;
    this.heat = heat;
    this.model = memory.load();
  }

  @Override
  public DeviceFacts facts() {
    return new DeviceFacts(FIRMWARE, model);
  }

  @Override
  public Telemetry telemetry() {
    long now = System.nanoTime();
    double trembling =
        0.3 * Math.clamp(Noise.smooth(clock.millis(), 5000, 3, id.hashCode()), -1, 1);
    double celsius = Math.round((heat.celsius(now) + trembling) * 10) / 10.0;
    double utilization = Math.round(heat.utilization(now) * 100) / 100.0;
    return new Telemetry(clock.instant(), celsius, utilization);
  }

  @Override
  public LoadedModel load(ModelFile file, FlashListener progress)
      throws DriverException, InterruptedException {
    refuseUnfit(file);
    try {
      memory.erase();
      model = null;
      write(file, progress);
      wait(CHECK_MS, FlashListener.Phase.CHECKING, progress);
      LoadedModel loaded = describe(file);
      memory.store(loaded);
      wait(RESTART_MS, FlashListener.Phase.RESTARTING, progress);
      model = loaded;
      return loaded;
    } catch (IOException e) {
      throw new DriverException(
          DriverException.Code.OTHER, "SIM_MEMORY", "The memory cannot be written.", true);
    }
  }

  private void refuseUnfit(ModelFile file) throws DriverException {
    requireThere();
    if (!file.chip().equalsIgnoreCase(chipName)) {
      throw new DriverException(
          DriverException.Code.CHIP_MISMATCH,
          "KP_ERROR_MODEL_TARGET",
          "The model is for another chip.",
          false);
    }
    if (file.sizeBytes() == 0) {
      throw new DriverException(
          DriverException.Code.INVALID_MODEL,
          "KP_ERROR_INVALID_MODEL_21",
          "There is nothing in the file.",
          false);
    }
  }

  private void write(ModelFile file, FlashListener progress)
      throws DriverException, InterruptedException {
    long total = file.sizeBytes();
    long done = 0;
    progress.progress(FlashListener.Phase.WRITING, 0, total);
    while (done < total) {
      int block = (int) Math.min(BLOCK_BYTES, total - done);
      TimeUnit.NANOSECONDS.sleep((long) (block / chip.writeBytesPerSecond() * 1e9));
      requireThere();
      if (done + block > total / 2 && faults.take("flash_power_loss", id)) {
        throw new DriverException(
            DriverException.Code.USB_IO, "KP_ERROR_USB_IO_N1", "The device lost its power.", true);
      }
      done += block;
      progress.progress(FlashListener.Phase.WRITING, done, total);
    }
  }

  private void wait(long millis, FlashListener.Phase phase, FlashListener progress)
      throws DriverException, InterruptedException {
    for (long done = 0; done < millis; done += 100) {
      progress.progress(phase, done, millis);
      Thread.sleep(100);
      requireThere();
    }
    progress.progress(phase, millis, millis);
  }

  private static LoadedModel describe(ModelFile file) {
    Integer width = file.inputWidth();
    Integer height = file.inputHeight();
    List<String> labels = file.labels();
    return new LoadedModel(
        file.sha256(),
        file.task(),
        labels == null || labels.isEmpty() ? COCO_TEN : labels,
        width == null ? DEFAULT_SIDE : width,
        height == null ? DEFAULT_SIDE : height);
  }

  @Override
  public Inference infer(CameraFrame frame, InferenceSettings settings)
      throws DriverException, InterruptedException {
    LoadedModel loaded = model;
    if (loaded == null) {
      throw new DriverException(
          DriverException.Code.INVALID_MODEL, "KP_ERROR_MODEL_NOT_LOADED", "No model.", false);
    }
    requireWorking();
    long began = System.nanoTime();
    RandomGenerator random = RandomGenerator.getDefault();
    double slow = Math.exp(SPEED_SIGMA * random.nextGaussian());
    double spike = random.nextInt(SPIKE_ONE_IN) == 0 ? SPIKE : 1;
    double ms =
        chip.inferenceMs(loaded.inputWidth(), loaded.inputHeight())
            * slow
            * spike
            * heat.slowness(began);
    double before = 2.5 * Math.exp(SPEED_SIGMA * random.nextGaussian());
    double after = 1.5 * Math.exp(SPEED_SIGMA * random.nextGaussian());
    TimeUnit.NANOSECONDS.sleep((long) ((ms + before + after) * 1e6));
    heat.worked(began, System.nanoTime());
    requireWorking();
    List<Detection> seen = seen(frame, loaded, settings);
    int most = settings.maxDetections();
    boolean truncated = seen.size() > most;
    return new Inference(
        truncated ? seen.subList(0, most) : seen, List.of(), truncated, before, ms, after);
  }

  private List<Detection> seen(CameraFrame frame, LoadedModel loaded, InferenceSettings settings) {
    if (frame instanceof SimulatedFrame street) {
      return street.isBlack()
          ? List.of()
          : sight.look(frame.capturedAt().toEpochMilli(), loaded.labels(), settings);
    }
    int classes = loaded.labels().isEmpty() ? COCO_CLASSES : loaded.labels().size();
    return PictureSight.look(frame.picture(), classes, settings);
  }

  private void requireWorking() throws DriverException, InterruptedException {
    requireThere();
    if (faults.take("usb_timeout", id)) {
      throw new DriverException(
          DriverException.Code.USB_TIMEOUT,
          "KP_ERROR_USB_TIMEOUT_N7",
          "The device did not answer on the bus.",
          true);
    }
    if (faults.isOn("inference_hang", id)) {
      Thread.sleep(HUNG_MS);
      throw new DriverException(
          DriverException.Code.INFERENCE_TIMEOUT,
          "KP_ERROR_RECEIVE_TIMEOUT",
          "The device took a frame and gave no result.",
          true);
    }
    heat.heatBy(faults.isOn("overheat", id) ? 80 : 0, System.nanoTime());
    if (heat.isOverheated(System.nanoTime())) {
      throw new DriverException(
          DriverException.Code.OVERHEATED, "SIM_OVERHEATED", "The device is too hot.", true);
    }
  }

  private void requireThere() throws DriverException {
    if (closed || !plug.isIn()) {
      throw new DriverException(
          DriverException.Code.DEVICE_REMOVED,
          "KP_ERROR_DEVICE_NOT_EXIST_10",
          "The device is not there.",
          true);
    }
  }

  @Override
  public void close() {
    closed = true;
  }
}
