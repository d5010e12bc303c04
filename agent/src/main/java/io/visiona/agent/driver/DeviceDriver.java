package io.visiona.agent.driver;

import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;

/**
 * Access to devices of one kind. Thread-safe. What a driver has to keep to is in the conformance
 * test {@code DeviceDriverContract}.
 */
public interface DeviceDriver extends AutoCloseable {
  DriverInfo info();

  /** The devices that are plugged in now; returns within about this limit. */
  List<FoundDevice> scan(Duration limit) throws DriverException, InterruptedException;

  /** Connects; closing what comes back disconnects. A device is opened once at a time. */
  OpenDevice open(DeviceId id) throws DriverException, InterruptedException;

  /** Tells from now on what is plugged in and out; must not be blocked by the consumer for long. */
  void watch(Consumer<DeviceChange> changes);

  @Override
  void close();
}
