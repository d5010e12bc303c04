package io.visiona.api.identity.sessions;

import io.visiona.api.http.Caller;
import io.visiona.api.platform.streams.StreamHolder;
import jakarta.servlet.ServletRequest;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A live session of a person.
 *
 * @param key what the store knows it by
 * @param publicId what the person's list of sessions shows it as; worth nothing as a credential
 * @param providerSession the provider's {@code sid}, by which the provider ends sessions; null when
 *     it has none
 * @param usedStates states of the sign-ins that led here, so that a callback sent again is
 *     recognised
 * @param expiresAt the absolute end, whatever the activity
 * @param program what the program that has it calls itself; null for a browser's
 */
public record UserSession(
    SessionKey key,
    UUID publicId,
    Caller caller,
    @Nullable String providerSession,
    ProviderTokens tokens,
    List<String> usedStates,
    Instant createdAt,
    Instant expiresAt,
    @Nullable String program) {

  /**
   * Name of the request attribute under which the authentication filter leaves the caller's
   * session.
   */
  public static final String ATTRIBUTE = "io.visiona.api.identity.sessions.UserSession";

  public UserSession {
    usedStates = List.copyOf(usedStates);
  }

  /** The same session with other tokens. */
  UserSession with(ProviderTokens other) {
    return new UserSession(
        key, publicId, caller, providerSession, other, usedStates, createdAt, expiresAt, program);
  }

  /** As what a stream that it opens stands on. */
  public StreamHolder holder() {
    return StreamHolder.person(key.hash(), caller.subject(), expiresAt);
  }

  /** The session of a request, empty on a public endpoint. */
  public static Optional<UserSession> of(ServletRequest request) {
    return request.getAttribute(ATTRIBUTE) instanceof UserSession session
        ? Optional.of(session)
        : Optional.empty();
  }
}
