package io.visiona.agent.driver;

import java.util.regex.Pattern;

/**
 * A device's id: the same after unplugging and after a restart, so made of the serial number and
 * never of the port.
 *
 * @param value {@code [a-z0-9][a-z0-9._-]{0,63}}
 */
public record DeviceId(String value) implements Comparable<DeviceId> {
  private static final Pattern GRAMMAR = Pattern.compile("[a-z0-9][a-z0-9._-]{0,63}");

  public DeviceId {
    if (!matches(value)) {
      throw new IllegalArgumentException("not an id");
    }
  }

  /** Whether a text could be an id of a device or a camera. */
  public static boolean matches(String text) {
    return GRAMMAR.matcher(text).matches();
  }

  @Override
  public int compareTo(DeviceId other) {
    return value.compareTo(other.value);
  }

  @Override
  public String toString() {
    return value;
  }
}
