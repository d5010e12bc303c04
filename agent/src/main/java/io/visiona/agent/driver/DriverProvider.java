package io.visiona.agent.driver;

import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Optional;

/**
 * Makes a driver; implementations are found with {@link java.util.ServiceLoader} and chosen by name
 * with {@code --driver}.
 */
public interface DriverProvider {
  /** As {@code --driver} takes it. */
  String name();

  /**
   * Opens the driver.
   *
   * @throws IllegalArgumentException saying what is wrong with the options
   */
  Drivers open(Options options);

  /**
   * What a driver may want to know.
   *
   * @param devices the value of {@code --devices}, comma separated; empty when it was not given
   * @param folder where it may keep files of its own
   * @param clock the agent's clock
   */
  record Options(List<String> devices, Path folder, Clock clock) {
    public Options {
      devices = List.copyOf(devices);
    }
  }

  /**
   * An opened driver.
   *
   * @param devices its devices
   * @param cameras its cameras
   * @param faults how to make it fail, for drivers that can
   */
  record Drivers(DeviceDriver devices, CameraDriver cameras, Optional<FaultInjection> faults)
      implements AutoCloseable {
    @Override
    public void close() {
      devices.close();
      cameras.close();
    }
  }
}
