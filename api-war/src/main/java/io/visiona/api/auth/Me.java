package io.visiona.api.auth;

import io.visiona.api.http.Caller;
import io.visiona.api.usersession.UserSession;
import io.visiona.api.usersession.UserSessionConfig;
import java.time.temporal.ChronoUnit;

/**
 * Who is signed in.
 *
 * @param expiresAt RFC 3339, the absolute end of the session
 * @param idleTimeoutSeconds how long the session lives without a request
 */
public record Me(
    String subject,
    String username,
    String name,
    String email,
    String expiresAt,
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
