package io.visiona.api.usersession;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The identity provider's tokens of a session. They never leave the server.
 *
 * @param refreshToken null when the provider gave none
 */
public record ProviderTokens(String accessToken, Instant accessTokenExpiresAt, @Nullable String refreshToken) {
  @Override
  public String toString() {
    return "ProviderTokens[***]";
  }
}
