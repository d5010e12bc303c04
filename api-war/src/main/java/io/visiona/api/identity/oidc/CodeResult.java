package io.visiona.api.identity.oidc;

import io.visiona.api.http.Caller;
import io.visiona.api.identity.sessions.ProviderTokens;
import org.jspecify.annotations.Nullable;

/** What came of exchanging a code. */
public sealed interface CodeResult {
  /**
   * The person is who the provider says.
   *
   * @param providerSession the provider's {@code sid}, if it has sessions
   */
  record Identified(Caller caller, @Nullable String providerSession, ProviderTokens tokens)
      implements CodeResult {}

  /**
   * The code or the ID token is not good.
   *
   * @param why for the log; no token, no personal data
   */
  record Rejected(String why) implements CodeResult {}
}
