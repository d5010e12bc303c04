package io.visiona.agent.logs;

import java.util.Locale;

/** Which part of the agent a line is of. */
public enum LogSource {
  AGENT,
  DRIVER,
  CAMERA,
  INFERENCE,
  FLASH,
  HTTP;

  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }
}
