package io.visiona.api.identity.oidc;

import com.nimbusds.oauth2.sdk.AuthorizationGrant;
import com.nimbusds.oauth2.sdk.TokenRequest;
import com.nimbusds.oauth2.sdk.auth.ClientAuthentication;
import com.nimbusds.oauth2.sdk.auth.ClientSecretBasic;
import com.nimbusds.oauth2.sdk.auth.ClientSecretPost;
import com.nimbusds.oauth2.sdk.auth.Secret;
import com.nimbusds.oauth2.sdk.id.ClientID;

/**
 * Sends grants to the provider as the client that is configured (RFC 6749 section 2.3.1). A public
 * client names itself in the body and carries no trace of a secret; a confidential one
 * authenticates by Basic, or in the body where the provider takes it there only. Thread-safe; calls
 * block.
 */
public final class TokenEndpoint {
  private final OidcConfig config;
  private final ProviderHttp http;

  public TokenEndpoint(OidcConfig config, ProviderHttp http) {
    this.config = config;
    this.http = http;
  }

  /**
   * The provider's answer, whatever it is; throws {@link io.visiona.shared.error.ApiException} when
   * there is none.
   */
  TokenEndpointResponse send(ProviderDocument provider, AuthorizationGrant grant) {
    ClientID client = new ClientID(config.clientId());
    TokenRequest.Builder request =
        config.publicClient()
            ? new TokenRequest.Builder(provider.tokenEndpoint(), client, grant)
            : new TokenRequest.Builder(
                provider.tokenEndpoint(), authentication(provider, client), grant);
    return TokenEndpointResponse.of(http.send(request.build().toHTTPRequest()));
  }

  private ClientAuthentication authentication(ProviderDocument provider, ClientID client) {
    Secret secret = new Secret(config.clientSecret().value());
    return provider.secretInBodyOnly()
        ? new ClientSecretPost(client, secret)
        : new ClientSecretBasic(client, secret);
  }
}
