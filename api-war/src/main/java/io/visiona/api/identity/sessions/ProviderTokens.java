package io.visiona.api.identity.sessions;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The identity provider's tokens of a session. They never leave the server.
 *
 * @param refreshToken null when the provider gave none
 */
public record ProviderTokens(
    String accessToken, Instant accessTokenExpiresAt, @Nullable String refreshToken) {
  /** Of a session that has none of its own: a program's. Two could not share a refresh token. */
  public static ProviderTokens none(Instant now) {
    return new ProviderTokens("", now, null);
  }

  @Override
  public String toString() {
    return "ProviderTokens[***]";
  }
}
