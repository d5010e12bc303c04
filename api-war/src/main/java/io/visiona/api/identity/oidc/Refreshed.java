package io.visiona.api.identity.oidc;

import io.visiona.api.identity.sessions.ProviderTokens;

/** What came of using a refresh token. */
public sealed interface Refreshed {
  /**
   * The grant stands.
   *
   * @param tokens the new access token, with the refresh token to use from now on
   */
  record Renewed(ProviderTokens tokens) implements Refreshed {}

  /** The grant is over: the person signed out there, was locked, or the provider forgot it. */
  record Revoked() implements Refreshed {}

  /**
   * The provider refuses for another reason, which is not the person's.
   *
   * @param error the OAuth error code
   */
  record Failed(String error) implements Refreshed {}
}
