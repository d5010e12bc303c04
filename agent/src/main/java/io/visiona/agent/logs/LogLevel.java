package io.visiona.agent.logs;

import java.util.Locale;

/** How much a line matters. */
public enum LogLevel {
  DEBUG(System.Logger.Level.DEBUG),
  INFO(System.Logger.Level.INFO),
  WARN(System.Logger.Level.WARNING),
  ERROR(System.Logger.Level.ERROR);

  private final System.Logger.Level system;

  LogLevel(System.Logger.Level system) {
    this.system = system;
  }

  System.Logger.Level system() {
    return system;
  }

  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }
}
