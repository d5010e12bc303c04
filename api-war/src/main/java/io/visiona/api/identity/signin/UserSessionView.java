package io.visiona.api.identity.signin;

import io.visiona.api.identity.sessions.SessionKey;
import io.visiona.api.identity.sessions.UsedSession;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * One of a person's sessions.
 *
 * @param id by which it can be ended; not the cookie's id
 * @param createdAt when the person signed in
 * @param lastUsedAt when a request last came with it
 * @param expiresAt its end, whatever the activity
 * @param current whether it is the one that asks
 * @param program what the program that has it calls itself; null for a browser's
 */
@Schema(name = "Session")
public record UserSessionView(
    UUID id,
    @Schema(format = "date-time") String createdAt,
    @Schema(format = "date-time") String lastUsedAt,
    @Schema(format = "date-time") String expiresAt,
    @Schema(description = "Whether it is the one that asks.") boolean current,
    @Schema(description = "What the program that has it calls itself; null for a browser's.")
        @Nullable String program) {

  static UserSessionView of(UsedSession used, SessionKey asking) {
    return new UserSessionView(
        used.session().publicId(),
        text(used.session().createdAt()),
        text(used.lastUsedAt()),
        text(used.session().expiresAt()),
        used.session().key().equals(asking),
        used.session().program());
  }

  private static String text(Instant time) {
    return time.truncatedTo(ChronoUnit.SECONDS).toString();
  }
}
