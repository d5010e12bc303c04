package io.visiona.shared.config;

import java.nio.charset.StandardCharsets;

/** A configured secret. It never prints itself; take {@link #value()} only where it is used. */
public record Secret(String value) {

  /** The secret's UTF-8 bytes, a new array at each call. */
  public byte[] bytes() {
    return value.getBytes(StandardCharsets.UTF_8);
  }

  /** True when nothing was configured. */
  public boolean isEmpty() {
    return value.isEmpty();
  }

  @Override
  public String toString() {
    return "***";
  }
}
