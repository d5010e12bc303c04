package io.visiona.api.auth;

import com.nimbusds.jose.proc.BadJOSEException;
import com.nimbusds.oauth2.sdk.AuthorizationCode;
import com.nimbusds.oauth2.sdk.AuthorizationCodeGrant;
import com.nimbusds.oauth2.sdk.ErrorObject;
import com.nimbusds.oauth2.sdk.OAuth2Error;
import com.nimbusds.oauth2.sdk.ParseException;
import com.nimbusds.oauth2.sdk.ResponseType;
import com.nimbusds.oauth2.sdk.Scope;
import com.nimbusds.oauth2.sdk.TokenRequest;
import com.nimbusds.oauth2.sdk.TokenResponse;
import com.nimbusds.oauth2.sdk.auth.ClientSecretBasic;
import com.nimbusds.oauth2.sdk.auth.Secret;
import com.nimbusds.oauth2.sdk.id.ClientID;
import com.nimbusds.oauth2.sdk.id.State;
import com.nimbusds.oauth2.sdk.pkce.CodeChallengeMethod;
import com.nimbusds.oauth2.sdk.pkce.CodeVerifier;
import com.nimbusds.openid.connect.sdk.AuthenticationRequest;
import com.nimbusds.openid.connect.sdk.LogoutRequest;
import com.nimbusds.openid.connect.sdk.Nonce;
import com.nimbusds.openid.connect.sdk.OIDCTokenResponse;
import com.nimbusds.openid.connect.sdk.OIDCTokenResponseParser;
import com.nimbusds.openid.connect.sdk.claims.IDTokenClaimsSet;
import com.nimbusds.openid.connect.sdk.op.OIDCProviderMetadata;
import com.nimbusds.openid.connect.sdk.token.OIDCTokens;
import io.visiona.api.usersession.PendingLogin;
import io.visiona.api.usersession.ProviderTokens;
import io.visiona.shared.error.ApiException;
import io.visiona.shared.error.ErrorCode;
import java.net.URI;
import java.time.Clock;
import java.util.Optional;

/**
 * The Member Center as seen from here. Every call may throw {@link ApiException} with {@code IDP_UNAVAILABLE} or
 * {@code IDP_MISCONFIGURED}. Thread-safe; calls block.
 */
final class IdentityProvider {
  private final OidcConfig config;
  private final URI redirectUri;
  private final URI afterLogout;
  private final ProviderHttp http;
  private final ProviderMetadata metadata;
  private final IdTokens idTokens;
  private final Clock clock;

  IdentityProvider(
      OidcConfig config, PublicSite site, ProviderHttp http, ProviderMetadata metadata, IdTokens idTokens, Clock clock) {
    this.config = config;
    this.redirectUri = site.at("/api/auth/callback");
    this.afterLogout = site.at("/");
    this.http = http;
    this.metadata = metadata;
    this.idTokens = idTokens;
    this.clock = clock;
  }

  /** Where to send the browser to sign in. PKCE, state and nonce are always there. */
  URI authorizationUri(PendingLogin login) {
    return new AuthenticationRequest.Builder(
            ResponseType.CODE, Scope.parse(config.scopes()), new ClientID(config.clientId()), redirectUri)
        .endpointURI(metadata.current().getAuthorizationEndpointURI())
        .state(new State(login.state()))
        .nonce(new Nonce(login.nonce()))
        .codeChallenge(new CodeVerifier(login.codeVerifier()), CodeChallengeMethod.S256)
        .build()
        .toURI();
  }

  /** Whether an authorization response says the right issuer, where the provider promises to say one (RFC 9207). */
  boolean isOurs(AuthorizationAnswer answer) {
    boolean promised = metadata.current().supportsAuthorizationResponseIssuerParam();
    return answer.issuer().map(config.issuer()::equals).orElse(!promised);
  }

  /** Exchanges the code of a login and checks the ID token. */
  Redeemed redeem(PendingLogin login, String code) {
    OIDCProviderMetadata provider = metadata.current();
    TokenResponse response = exchange(provider, login, code);
    if (!response.indicatesSuccess()) {
      return refused(response.toErrorResponse().getErrorObject());
    }
    OIDCTokens tokens = ((OIDCTokenResponse) response.toSuccessResponse()).getOIDCTokens();
    if (tokens.getIDToken() == null) {
      return new Redeemed.Rejected("there is no ID token");
    }
    try {
      IDTokenClaimsSet claims =
          idTokens.verify(provider, tokens.getIDToken(), tokens.getAccessToken(), login.nonce());
      return identified(claims, tokens);
    } catch (BadJOSEException wrong) {
      return new Redeemed.Rejected("the ID token is not good: " + wrong.getMessage());
    }
  }

  /** Where to send the browser to sign out at the provider too; no token travels in it. Empty if the provider has no such page. */
  Optional<URI> logoutUri() {
    try {
      URI endSession = metadata.current().getEndSessionEndpointURI();
      return endSession == null
          ? Optional.empty()
          : Optional.of(
              new LogoutRequest(endSession, null, null, new ClientID(config.clientId()), afterLogout, null, null).toURI());
    } catch (ApiException unavailable) {
      // The local session is over in any case, and that must not fail because the provider is away.
      return Optional.empty();
    }
  }

  private TokenResponse exchange(OIDCProviderMetadata provider, PendingLogin login, String code) {
    AuthorizationCodeGrant grant =
        new AuthorizationCodeGrant(new AuthorizationCode(code), redirectUri, new CodeVerifier(login.codeVerifier()));
    ClientID client = new ClientID(config.clientId());
    TokenRequest.Builder request =
        config.publicClient()
            ? new TokenRequest.Builder(provider.getTokenEndpointURI(), client, grant)
            : new TokenRequest.Builder(
                provider.getTokenEndpointURI(),
                new ClientSecretBasic(client, new Secret(config.clientSecret().value())),
                grant);
    try {
      return OIDCTokenResponseParser.parse(http.send(request.build().toHTTPRequest()));
    } catch (ParseException malformed) {
      throw new ApiException(ErrorCode.IDP_UNAVAILABLE, malformed);
    }
  }

  private static Redeemed refused(ErrorObject error) {
    if (OAuth2Error.INVALID_CLIENT.equals(error) || OAuth2Error.UNAUTHORIZED_CLIENT.equals(error)) {
      throw new ApiException(
          ErrorCode.IDP_MISCONFIGURED, new IllegalStateException("The provider refuses the client: " + error.getCode()));
    }
    return new Redeemed.Rejected("the provider refused the code: " + error.getCode());
  }

  private Redeemed identified(IDTokenClaimsSet claims, OIDCTokens tokens) {
    ProviderTokens kept =
        new ProviderTokens(
            tokens.getAccessToken().getValue(),
            clock.instant().plusSeconds(Math.max(0, tokens.getAccessToken().getLifetime())),
            tokens.getRefreshToken() == null ? null : tokens.getRefreshToken().getValue());
    return Callers.from(claims)
        .<Redeemed>map(
            caller ->
                new Redeemed.Identified(
                    caller, claims.getSessionID() == null ? null : claims.getSessionID().getValue(), kept))
        .orElseGet(() -> new Redeemed.Rejected("the subject is missing or too long"));
  }
}
