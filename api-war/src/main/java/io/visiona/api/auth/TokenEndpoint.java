package io.visiona.api.auth;

import com.nimbusds.oauth2.sdk.AuthorizationGrant;
import com.nimbusds.oauth2.sdk.TokenRequest;
import com.nimbusds.oauth2.sdk.auth.ClientAuthentication;
import com.nimbusds.oauth2.sdk.auth.ClientAuthenticationMethod;
import com.nimbusds.oauth2.sdk.auth.ClientSecretBasic;
import com.nimbusds.oauth2.sdk.auth.ClientSecretPost;
import com.nimbusds.oauth2.sdk.auth.Secret;
import com.nimbusds.oauth2.sdk.http.HTTPResponse;
import com.nimbusds.oauth2.sdk.id.ClientID;
import com.nimbusds.openid.connect.sdk.op.OIDCProviderMetadata;
import java.util.List;

/**
 * Sends grants to the provider as the client that is configured (RFC 6749 section 2.3.1). A public client names itself in the body and carries no trace of a secret; a confidential one authenticates by
 * Basic, or in the body where the provider takes it there only. Thread-safe; calls block.
 */
final class TokenEndpoint {
  private final OidcConfig config;
  private final ProviderHttp http;

  TokenEndpoint(OidcConfig config, ProviderHttp http) {
    this.config = config;
    this.http = http;
  }

  /** The provider's answer, whatever it is; throws {@link io.visiona.shared.error.ApiException} when there is none. */
  HTTPResponse send(OIDCProviderMetadata provider, AuthorizationGrant grant) {
    ClientID client = new ClientID(config.clientId());
    TokenRequest.Builder request =
        config.publicClient()
            ? new TokenRequest.Builder(provider.getTokenEndpointURI(), client, grant)
            : new TokenRequest.Builder(provider.getTokenEndpointURI(), authentication(provider, client), grant);
    return http.send(request.build().toHTTPRequest());
  }

  private ClientAuthentication authentication(OIDCProviderMetadata provider, ClientID client) {
    Secret secret = new Secret(config.clientSecret().value());
    List<ClientAuthenticationMethod> methods = provider.getTokenEndpointAuthMethods();
    boolean inBody =
        methods != null
            && methods.contains(ClientAuthenticationMethod.CLIENT_SECRET_POST)
            && !methods.contains(ClientAuthenticationMethod.CLIENT_SECRET_BASIC);
    return inBody ? new ClientSecretPost(client, secret) : new ClientSecretBasic(client, secret);
  }
}
