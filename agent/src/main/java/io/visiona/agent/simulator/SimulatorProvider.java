package io.visiona.agent.simulator;

import io.visiona.agent.driver.DriverProvider;
import java.util.Optional;

/** Makes the simulator. */
public final class SimulatorProvider implements DriverProvider {
  /** What every simulated street is grown from, so that tests know it. */
  public static final long SEED = 20_261_126;

  /** For {@link java.util.ServiceLoader}. */
  public SimulatorProvider() {}

  @Override
  public String name() {
    return "simulated";
  }

  @Override
  public Drivers open(Options options) {
    FaultSwitches faults = new FaultSwitches();
    Scene scene = new Scene(SEED);
    SimulatedDriver devices =
        new SimulatedDriver(options.devices(), scene, options.folder(), options.clock(), faults);
    SimulatedCameras cameras = new SimulatedCameras(scene, options.clock(), faults);
    return new Drivers(devices, cameras, Optional.of(devices));
  }
}
