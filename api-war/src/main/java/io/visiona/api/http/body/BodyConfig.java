package io.visiona.api.http.body;

import io.visiona.shared.config.Settings;
import io.visiona.shared.limit.LimitConfig;
import io.visiona.shared.limit.LimitConfig.Share;
import java.time.Duration;
import java.util.List;

/**
 * Bodies of requests. Small ones are JSON and forms: all but uploads of models.
 *
 * @param deadline {@code visiona.body.deadline}: from the head of a request to the end of its body;
 *     for an upload, to the beginning of its file
 * @param unread {@code visiona.body.max-unread} and {@code visiona.body.max-unread-per-address}:
 *     how many of nobody known may be arriving at once. Each may fill {@link SmallBodies#LARGEST}
 *     bytes
 * @param unreadOfPeople {@code visiona.body.max-unread} again and {@code
 *     visiona.body.max-unread-per-person}: the same for people who are signed in, apart from the
 *     others, so that no number of strangers keeps them out
 * @param idleTimeout {@code visiona.http.idle-timeout}: how long a body of any size may stand
 *     still, 1 s to 1 h
 */
public record BodyConfig(
    Duration deadline, LimitConfig unread, LimitConfig unreadOfPeople, Duration idleTimeout) {
  /** Reads, leaving problems in {@code settings}. */
  public static BodyConfig from(Settings settings) {
    int total = settings.integer("visiona.body.max-unread", 1000, 1, 100_000);
    Share address =
        new Share(
            "address", settings.integer("visiona.body.max-unread-per-address", 64, 1, 100_000));
    Share person =
        new Share("person", settings.integer("visiona.body.max-unread-per-person", 32, 1, 100_000));
    // One that is whole gives its place back at once, and no other is worth a wait.
    return new BodyConfig(
        settings.duration(
            "visiona.body.deadline",
            Duration.ofSeconds(10),
            Duration.ofMillis(100),
            Duration.ofMinutes(5)),
        new LimitConfig("unread_bodies", total, List.of(address), Duration.ZERO, 0),
        new LimitConfig("unread_bodies_of_people", total, List.of(person), Duration.ZERO, 0),
        settings.duration(
            "visiona.http.idle-timeout",
            Duration.ofMinutes(1),
            Duration.ofSeconds(1),
            Duration.ofHours(1)));
  }
}
