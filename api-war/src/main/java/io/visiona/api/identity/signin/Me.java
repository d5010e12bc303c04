package io.visiona.api.identity.signin;

import io.visiona.api.http.Caller;
import io.visiona.api.identity.sessions.UserSession;
import io.visiona.api.identity.sessions.UserSessionConfig;
import java.time.temporal.ChronoUnit;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * Who is signed in.
 *
 * @param expiresAt RFC 3339, the absolute end of the session
 * @param idleTimeoutSeconds how long the session lives without a request
 */
@Schema(name = "Me")
public record Me(
    String subject,
    String username,
    String name,
    String email,
    @Schema(description = "The absolute end of the session.", format = "date-time")
        String expiresAt,
    @Schema(description = "How long the session lives without a request.")
        long idleTimeoutSeconds) {

  static Me of(UserSession session, UserSessionConfig config) {
    Caller caller = session.caller();
    return new Me(
        caller.subject(),
        caller.username(),
        caller.name(),
        caller.email(),
        session.expiresAt().truncatedTo(ChronoUnit.SECONDS).toString(),
        config.idleTimeout().toSeconds());
  }
}
