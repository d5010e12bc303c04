package io.visiona.agent.driver;

/**
 * A connected device. {@link #facts} and {@link #telemetry} may be called at any time by anyone;
 * {@link #load} and {@link #infer} one at a time. After the device is gone they fail with {@code
 * device_removed}.
 */
public interface OpenDevice extends AutoCloseable {
  DeviceFacts facts();

  /** What its sensors say; each value may be absent. */
  Telemetry telemetry();

  /**
   * Writes a model into the device. Whatever was in it is gone once this has begun to write.
   *
   * @param progress told of each phase and block
   */
  LoadedModel load(ModelFile file, FlashListener progress)
      throws DriverException, InterruptedException;

  /** Looks at one frame; blocks until the device is done with it. */
  Inference infer(CameraFrame frame, InferenceSettings settings)
      throws DriverException, InterruptedException;

  @Override
  void close();
}
