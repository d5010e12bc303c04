package io.visiona.api.agents.relay;

import io.visiona.shared.config.Settings;
import java.time.Duration;

/**
 * Bounds of the standing link.
 *
 * @param connectTimeout {@code visiona.link.connect-timeout}: of the connection and again of the
 *     answer to the upgrade
 * @param backoffFirst pause after the first failure; short, because a relay that restarts is back
 *     soon
 * @param backoffMost {@code visiona.link.backoff-max}: longest pause, so that everything serves
 *     again soon after the relay is back
 * @param patience {@code visiona.link.patience}: how long a request waits for the link to come back
 *     before it is told 503
 * @param streams {@code visiona.link.max-streams}: requests in progress on one link
 */
public record LinkConfig(
    Duration connectTimeout,
    Duration backoffFirst,
    Duration backoffMost,
    Duration patience,
    int streams) {

  /** Reads, leaving problems in {@code settings}. */
  public static LinkConfig from(Settings settings) {
    return new LinkConfig(
        settings.duration(
            "visiona.link.connect-timeout",
            Duration.ofSeconds(3),
            Duration.ofMillis(100),
            Duration.ofSeconds(30)),
        Duration.ofMillis(50),
        settings.duration(
            "visiona.link.backoff-max",
            Duration.ofSeconds(2),
            Duration.ofMillis(50),
            Duration.ofSeconds(60)),
        settings.duration(
            "visiona.link.patience", Duration.ofSeconds(1), Duration.ZERO, Duration.ofSeconds(10)),
        settings.integer("visiona.link.max-streams", 4096, 1, 65_536));
  }
}
