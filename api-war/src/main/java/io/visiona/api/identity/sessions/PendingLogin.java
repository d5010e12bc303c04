package io.visiona.api.identity.sessions;

import java.time.Instant;

/**
 * One sign-in under way, waiting for its callback.
 *
 * @param state what the callback names it by; random, used once
 * @param nonce what the ID token must carry
 * @param codeVerifier the PKCE verifier (RFC 7636)
 * @param returnTo a path of this site, already judged safe
 */
public record PendingLogin(
    String state, String nonce, String codeVerifier, String returnTo, Instant createdAt) {
  @Override
  public String toString() {
    return "PendingLogin[***]";
  }
}
