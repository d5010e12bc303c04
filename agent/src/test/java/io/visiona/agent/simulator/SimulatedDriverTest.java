package io.visiona.agent.simulator;

import io.visiona.agent.driver.DeviceDriverContract;
import io.visiona.agent.driver.DriverProvider;
import io.visiona.agent.driver.FoundDevice;
import io.visiona.agent.driver.ModelFile;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;

final class SimulatedDriverTest extends DeviceDriverContract {
  @Override
  protected DriverProvider.Drivers open(Path folder) {
    return new SimulatorProvider()
        .open(
            new DriverProvider.Options(
                List.of("kl730-0001"), folder.resolve("driver"), Clock.systemUTC()));
  }

  @Override
  protected ModelFile model(FoundDevice device, Path folder) throws Exception {
    byte[] content = new byte[10_000];
    return new ModelFile(
        file(folder, content),
        content.length,
        "0".repeat(64),
        device.chip(),
        "detection",
        List.of("person", "bicycle", "car", "bus", "dog"),
        416,
        416);
  }
}
