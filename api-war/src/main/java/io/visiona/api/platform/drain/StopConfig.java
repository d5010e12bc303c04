package io.visiona.api.platform.drain;

import io.visiona.shared.config.Settings;
import java.time.Duration;

/**
 * How long stopping may take.
 *
 * @param drainTimeout {@code visiona.api.drain-timeout}: what forwarded requests get, 0 to 25 s,
 *     because the server itself waits 30 s
 */
public record StopConfig(Duration drainTimeout) {

  /** Reads, leaving problems in {@code settings}. */
  public static StopConfig from(Settings settings) {
    return new StopConfig(
        settings.duration(
            "visiona.api.drain-timeout",
            Duration.ofSeconds(10),
            Duration.ZERO,
            Duration.ofSeconds(25)));
  }
}
