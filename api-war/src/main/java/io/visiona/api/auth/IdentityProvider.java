package io.visiona.api.auth;

import com.nimbusds.jose.proc.BadJOSEException;
import com.nimbusds.oauth2.sdk.AuthorizationCode;
import com.nimbusds.oauth2.sdk.AuthorizationCodeGrant;
import com.nimbusds.oauth2.sdk.ErrorObject;
import com.nimbusds.oauth2.sdk.OAuth2Error;
import com.nimbusds.oauth2.sdk.ParseException;
import com.nimbusds.oauth2.sdk.RefreshTokenGrant;
import com.nimbusds.oauth2.sdk.ResponseType;
import com.nimbusds.oauth2.sdk.Scope;
import com.nimbusds.oauth2.sdk.TokenResponse;
import com.nimbusds.oauth2.sdk.id.ClientID;
import com.nimbusds.oauth2.sdk.id.State;
import com.nimbusds.oauth2.sdk.pkce.CodeChallengeMethod;
import com.nimbusds.oauth2.sdk.pkce.CodeVerifier;
import com.nimbusds.oauth2.sdk.token.RefreshToken;
import com.nimbusds.oauth2.sdk.token.Tokens;
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
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The Member Center as seen from here. Every call may throw {@link ApiException} with {@code IDP_UNAVAILABLE} or
 * {@code IDP_MISCONFIGURED}. Thread-safe; calls block.
 */
final class IdentityProvider {
  /** What an access token counts as living when the provider does not say. */
  private static final Duration UNSAID_LIFETIME = Duration.ofMinutes(5);

  private static final long MOST_SECONDS = Duration.ofDays(365).toSeconds();

  private final OidcConfig config;
  private final URI redirectUri;
  private final URI afterLogout;
  private final TokenEndpoint endpoint;
  private final ProviderMetadata metadata;
  private final IdTokens idTokens;
  private final Clock clock;

  IdentityProvider(
      OidcConfig config, PublicSite site, TokenEndpoint endpoint, ProviderMetadata metadata, IdTokens idTokens, Clock clock) {
    this.config = config;
    this.redirectUri = site.at("/api/auth/callback");
    this.afterLogout = site.at("/");
    this.endpoint = endpoint;
    this.metadata = metadata;
    this.idTokens = idTokens;
    this.clock = clock;
  }

  /** Where to send the browser to sign in. PKCE, state and nonce are always there. */
  URI authorizationUri(PendingLogin login) {
    return new AuthenticationRequest.Builder(
            ResponseType.CODE, Scope.parse(config.scopes()), new ClientID(config.clientId()), redirectUri)
        .endpointURI(metadata.present().getAuthorizationEndpointURI())
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
      return new Redeemed.Rejected("the ID token is not good: " + reason(wrong));
    }
  }

  /** The library's words without the token's: those are the sender's, and a nonce that another tab waits for is for no log. */
  private static String reason(BadJOSEException wrong) {
    String message = String.valueOf(wrong.getMessage());
    int value = message.startsWith("Unexpected JWT") ? message.indexOf(':') : -1;
    return value < 0 ? message : message.substring(0, value);
  }

  /** Where to send the browser to sign out at the provider too; no token travels in it. Empty if the provider has no such page. */
  Optional<URI> logoutUri() {
    try {
      // However old: nobody should wait to sign out because the provider is away.
      URI endSession = metadata.known().orElseGet(metadata::current).getEndSessionEndpointURI();
      return endSession == null
          ? Optional.empty()
          : Optional.of(
              new LogoutRequest(endSession, null, null, new ClientID(config.clientId()), afterLogout, null, null).toURI());
    } catch (ApiException unavailable) {
      // The local session is over in any case, and that must not fail because the provider is away.
      return Optional.empty();
    }
  }

  /**
   * Uses a refresh token (RFC 6749 section 6). Of the answer only the tokens count: an ID token in it would say nothing new, and a fault of it must not cost the refresh token that came along.
   */
  Refreshed refresh(String refreshToken) {
    TokenResponse response;
    try {
      response =
          TokenResponse.parse(endpoint.send(metadata.current(), new RefreshTokenGrant(new RefreshToken(refreshToken))));
    } catch (ParseException malformed) {
      throw new ApiException(ErrorCode.IDP_UNAVAILABLE, malformed);
    }
    if (response.indicatesSuccess()) {
      return new Refreshed.Renewed(kept(response.toSuccessResponse().getTokens(), refreshToken));
    }
    ErrorObject error = response.toErrorResponse().getErrorObject();
    return OAuth2Error.INVALID_GRANT.equals(error)
        ? new Refreshed.Revoked()
        : new Refreshed.Failed(error.getCode() == null ? "without an error code" : error.getCode());
  }

  private TokenResponse exchange(OIDCProviderMetadata provider, PendingLogin login, String code) {
    try {
      return OIDCTokenResponseParser.parse(
          endpoint.send(
              provider,
              new AuthorizationCodeGrant(
                  new AuthorizationCode(code), redirectUri, new CodeVerifier(login.codeVerifier()))));
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
    ProviderTokens kept = kept(tokens, null);
    return Callers.from(claims)
        .<Redeemed>map(
            caller ->
                new Redeemed.Identified(
                    caller, claims.getSessionID() == null ? null : claims.getSessionID().getValue(), kept))
        .orElseGet(() -> new Redeemed.Rejected("the subject is missing or too long"));
  }

  private ProviderTokens kept(Tokens tokens, @Nullable String formerRefreshToken) {
    long seconds = tokens.getAccessToken().getLifetime();
    Duration lifetime = seconds > 0 ? Duration.ofSeconds(Math.min(seconds, MOST_SECONDS)) : UNSAID_LIFETIME;
    return new ProviderTokens(
        tokens.getAccessToken().getValue(),
        clock.instant().plus(lifetime),
        tokens.getRefreshToken() == null ? formerRefreshToken : tokens.getRefreshToken().getValue());
  }
}
