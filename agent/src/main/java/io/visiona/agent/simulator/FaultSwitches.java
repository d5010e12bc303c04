package io.visiona.agent.simulator;

import io.visiona.agent.driver.DeviceId;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** Which faults are in force, and until when. Thread-safe. */
final class FaultSwitches {
  private record Key(String name, @Nullable DeviceId device) {}

  private final Map<Key, Long> until = new ConcurrentHashMap<>();

  void turnOn(String name, @Nullable DeviceId device, Duration time) {
    until.put(new Key(name, device), System.nanoTime() + time.toNanos());
  }

  void turnOff(String name, @Nullable DeviceId device) {
    until.remove(new Key(name, device));
  }

  boolean isOn(String name) {
    return isOn(name, null);
  }

  /** Whether it is on for this device, or for every one. */
  boolean isOn(String name, @Nullable DeviceId device) {
    return holds(new Key(name, device)) || (device != null && holds(new Key(name, null)));
  }

  private boolean holds(Key key) {
    Long end = until.get(key);
    return end != null && end - System.nanoTime() > 0;
  }

  /** Turns it off as it is asked for: for faults that happen once. */
  boolean take(String name, DeviceId device) {
    boolean on = isOn(name, device);
    if (on) {
      turnOff(name, device);
      turnOff(name, null);
    }
    return on;
  }

  void clear() {
    until.clear();
  }
}
