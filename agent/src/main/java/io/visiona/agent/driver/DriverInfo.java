package io.visiona.agent.driver;

import java.util.List;

/**
 * What a driver is.
 *
 * @param name as {@code --driver} takes it
 * @param version of the driver
 * @param chips names of the chips it knows
 */
public record DriverInfo(String name, String version, List<String> chips) {
  public DriverInfo {
    chips = List.copyOf(chips);
  }
}
