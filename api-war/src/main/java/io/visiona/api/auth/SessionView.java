package io.visiona.api.auth;

import io.visiona.api.usersession.SessionKey;
import io.visiona.api.usersession.UsedSession;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.UUID;

/**
 * One of a person's sessions.
 *
 * @param id by which it can be ended; not the cookie's id
 * @param createdAt when the person signed in
 * @param lastUsedAt when a request last came with it
 * @param expiresAt its end, whatever the activity
 * @param current whether it is the one that asks
 */
public record SessionView(UUID id, String createdAt, String lastUsedAt, String expiresAt, boolean current) {

  static SessionView of(UsedSession used, SessionKey asking) {
    return new SessionView(
        used.session().publicId(),
        text(used.session().createdAt()),
        text(used.lastUsedAt()),
        text(used.session().expiresAt()),
        used.session().key().equals(asking));
  }

  private static String text(Instant time) {
    return time.truncatedTo(ChronoUnit.SECONDS).toString();
  }
}
