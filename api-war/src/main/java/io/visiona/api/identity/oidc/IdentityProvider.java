package io.visiona.api.identity.oidc;

import com.nimbusds.jose.proc.BadJOSEException;
import com.nimbusds.oauth2.sdk.AuthorizationCode;
import com.nimbusds.oauth2.sdk.AuthorizationCodeGrant;
import com.nimbusds.oauth2.sdk.OAuth2Error;
import com.nimbusds.oauth2.sdk.RefreshTokenGrant;
import com.nimbusds.oauth2.sdk.ResponseType;
import com.nimbusds.oauth2.sdk.Scope;
import com.nimbusds.oauth2.sdk.id.ClientID;
import com.nimbusds.oauth2.sdk.id.State;
import com.nimbusds.oauth2.sdk.pkce.CodeChallengeMethod;
import com.nimbusds.oauth2.sdk.pkce.CodeVerifier;
import com.nimbusds.oauth2.sdk.token.RefreshToken;
import com.nimbusds.openid.connect.sdk.AuthenticationRequest;
import com.nimbusds.openid.connect.sdk.LogoutRequest;
import com.nimbusds.openid.connect.sdk.Nonce;
import com.nimbusds.openid.connect.sdk.claims.IDTokenClaimsSet;
import io.visiona.api.identity.sessions.PendingLogin;
import io.visiona.api.identity.sessions.ProviderTokens;
import io.visiona.api.identity.signin.Callers;
import io.visiona.api.identity.signin.PublicSite;
import io.visiona.shared.error.ApiException;
import io.visiona.shared.error.ErrorCode;
import io.visiona.shared.logging.OneLine;
import java.net.URI;
import java.time.Clock;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The Member Center as seen from here. Every call may throw {@link ApiException} with {@code
 * IDP_UNAVAILABLE} or {@code IDP_MISCONFIGURED}. Thread-safe; calls block.
 */
public final class IdentityProvider {
  private final OidcConfig config;
  private final URI redirectUri;
  private final URI afterLogout;
  private final TokenEndpoint endpoint;
  private final ProviderMetadata metadata;
  private final IdTokens idTokens;
  private final Clock clock;

  public IdentityProvider(
      OidcConfig config,
      PublicSite site,
      TokenEndpoint endpoint,
      ProviderMetadata metadata,
      IdTokens idTokens,
      Clock clock) {
    this.config = config;
    this.redirectUri = site.at("/api/auth/callback");
    this.afterLogout = site.at("/");
    this.endpoint = endpoint;
    this.metadata = metadata;
    this.idTokens = idTokens;
    this.clock = clock;
  }

  /** Where to send the browser to sign in. PKCE, state and nonce are always there. */
  public URI authorizationUri(PendingLogin login) {
    return new AuthenticationRequest.Builder(
            ResponseType.CODE,
            Scope.parse(config.scopes()),
            new ClientID(config.clientId()),
            redirectUri)
        .endpointURI(metadata.present().authorizationEndpoint())
        .state(new State(login.state()))
        .nonce(new Nonce(login.nonce()))
        .codeChallenge(new CodeVerifier(login.codeVerifier()), CodeChallengeMethod.S256)
        .build()
        .toURI();
  }

  /**
   * Whether an authorization response says the right issuer, where the provider promises to say one
   * (RFC 9207).
   */
  public boolean isOurs(CallbackResponse answer) {
    boolean promised = metadata.current().saysIssuer();
    return answer.issuer().map(config.issuer()::equals).orElse(!promised);
  }

  /** Exchanges the code of a login and checks the ID token. */
  public CodeResult redeem(PendingLogin login, String code) {
    ProviderDocument provider = metadata.current();
    return switch (endpoint.send(provider, grant(login, code))) {
      case TokenEndpointResponse.Refused(String error) -> refused(error);
      case TokenEndpointResponse.Unreadable() ->
          new CodeResult.Rejected("there is no readable answer");
      case TokenEndpointResponse.Granted granted -> identified(provider, login, granted);
    };
  }

  private AuthorizationCodeGrant grant(PendingLogin login, String code) {
    return new AuthorizationCodeGrant(
        new AuthorizationCode(code), redirectUri, new CodeVerifier(login.codeVerifier()));
  }

  /**
   * The library's words without the token's: those are the sender's, and a nonce that another tab
   * waits for is for no log.
   */
  private static String reason(BadJOSEException wrong) {
    String message = String.valueOf(wrong.getMessage());
    int value = message.startsWith("Unexpected JWT") ? message.indexOf(':') : -1;
    return OneLine.of(value < 0 ? message : message.substring(0, value));
  }

  /**
   * Where to send the browser to sign out at the provider too; no token travels in it. Empty if the
   * provider has no such page.
   */
  public Optional<URI> logoutUri() {
    try {
      // However old: nobody should wait to sign out because the provider is away.
      return metadata
          .known()
          .orElseGet(metadata::current)
          .endSession()
          .map(page ->
              new LogoutRequest(
                      page, null, null, new ClientID(config.clientId()), afterLogout, null, null)
                  .toURI());
    } catch (ApiException unavailable) {
      // The local session is over in any case, and that must not fail because the provider is away.
      return Optional.empty();
    }
  }

  /**
   * Uses a refresh token (RFC 6749 section 6). Of the answer only the tokens count: an ID token in
   * it would say nothing new, and a fault of it must not cost the refresh token that came along.
   */
  public Refreshed refresh(String refreshToken) {
    RefreshTokenGrant grant = new RefreshTokenGrant(new RefreshToken(refreshToken));
    return switch (endpoint.send(metadata.current(), grant)) {
      case TokenEndpointResponse.Granted granted ->
          new Refreshed.Renewed(kept(granted, refreshToken));
      case TokenEndpointResponse.Refused(String error) ->
          OAuth2Error.INVALID_GRANT.getCode().equals(error)
              ? new Refreshed.Revoked()
              : new Refreshed.Failed(error);
      case TokenEndpointResponse.Unreadable() ->
          throw new ApiException(
              ErrorCode.IDP_UNAVAILABLE,
              new IllegalStateException("The answer to a refresh token cannot be read"));
    };
  }

  private static CodeResult refused(String error) {
    if (OAuth2Error.INVALID_CLIENT.getCode().equals(error)
        || OAuth2Error.UNAUTHORIZED_CLIENT.getCode().equals(error)) {
      throw new ApiException(
          ErrorCode.IDP_MISCONFIGURED,
          new IllegalStateException("The provider refuses the client: " + error));
    }
    return new CodeResult.Rejected("the provider refused the code: " + error);
  }

  private CodeResult identified(
      ProviderDocument provider, PendingLogin login, TokenEndpointResponse.Granted granted) {
    if (granted.idToken().isEmpty()) {
      return new CodeResult.Rejected("there is no ID token");
    }
    try {
      IDTokenClaimsSet claims =
          idTokens.verify(provider, granted.idToken().get(), granted.accessToken(), login.nonce());
      return Callers.from(claims)
          .<CodeResult>map(caller ->
              new CodeResult.Identified(
                  caller,
                  claims.getSessionID() == null ? null : claims.getSessionID().getValue(),
                  kept(granted, null)))
          .orElseGet(() -> new CodeResult.Rejected("the subject is missing or too long"));
    } catch (BadJOSEException wrong) {
      return new CodeResult.Rejected("the ID token is not good: " + reason(wrong));
    }
  }

  private ProviderTokens kept(
      TokenEndpointResponse.Granted granted, @Nullable String formerRefreshToken) {
    return new ProviderTokens(
        granted.accessToken(),
        clock.instant().plus(granted.lifetime()),
        granted.refreshToken().orElse(formerRefreshToken));
  }
}
