package io.visiona.agent.driver;

import java.time.Duration;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Makes a simulated driver fail as hardware does. Thread-safe. */
public interface FaultInjection {
  /** The faults it knows. */
  Set<String> names();

  /**
   * Brings a fault about.
   *
   * @param device whose; null for any that fits
   * @param time how long it lasts
   * @throws IllegalArgumentException when there is no such fault or device
   */
  void inject(String name, @Nullable DeviceId device, Duration time);
}
