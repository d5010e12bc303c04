package io.visiona.agent.driver;

import java.util.Locale;

/** How fast a device's plug is. */
public enum LinkSpeed {
  UNKNOWN,
  LOW,
  FULL,
  HIGH,
  SUPER;

  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }
}
