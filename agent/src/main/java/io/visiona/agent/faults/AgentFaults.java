package io.visiona.agent.faults;

import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** The faults of the agent itself that are in force. Thread-safe. */
public final class AgentFaults {
  /** The faults there are, beside those of the driver. */
  public static final Set<String> NAMES =
      Set.of(
          "flash_checksum",
          "slow_link",
          "drop_tunnel",
          "agent_crash",
          "disk_full",
          "clock_skew",
          "garbage",
          "old_agent");

  private record Fault(long until, long value) {}

  private final Map<String, Fault> faults = new ConcurrentHashMap<>();

  public void turnOn(String name, Duration time, long value) {
    faults.put(name, new Fault(System.nanoTime() + time.toNanos(), value));
  }

  public boolean isOn(String name) {
    Fault fault = faults.get(name);
    return fault != null && fault.until - System.nanoTime() > 0;
  }

  /** The number that was given with it; 0 when it is not in force. */
  public long value(String name) {
    Fault fault = faults.get(name);
    return fault != null && isOn(name) ? fault.value : 0;
  }

  /** Turns it off as it is asked for: for faults that happen once. */
  public boolean take(String name) {
    boolean on = isOn(name);
    faults.remove(name);
    return on;
  }
}
