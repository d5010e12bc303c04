package io.visiona.api.server.start;

import io.visiona.shared.config.Settings;
import java.time.Duration;

/**
 * What the start waits for.
 *
 * @param databaseWait {@code visiona.start.database-wait}: how long a database that does not answer
 *     is waited for, 0 to 4 min, because the server opens its ports without the application after 5
 */
record StartConfig(Duration databaseWait) {

  /** Reads, leaving problems in {@code settings}. */
  static StartConfig from(Settings settings) {
    return new StartConfig(
        settings.duration(
            "visiona.start.database-wait",
            Duration.ofMinutes(2),
            Duration.ZERO,
            Duration.ofMinutes(4)));
  }
}
