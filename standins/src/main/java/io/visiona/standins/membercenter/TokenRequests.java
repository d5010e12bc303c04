package io.visiona.standins.membercenter;

import com.nimbusds.oauth2.sdk.AccessTokenResponse;
import com.nimbusds.oauth2.sdk.AuthorizationCodeGrant;
import com.nimbusds.oauth2.sdk.AuthorizationGrant;
import com.nimbusds.oauth2.sdk.ErrorObject;
import com.nimbusds.oauth2.sdk.GrantType;
import com.nimbusds.oauth2.sdk.OAuth2Error;
import com.nimbusds.oauth2.sdk.ParseException;
import com.nimbusds.oauth2.sdk.RefreshTokenGrant;
import com.nimbusds.oauth2.sdk.Scope;
import com.nimbusds.oauth2.sdk.TokenErrorResponse;
import com.nimbusds.oauth2.sdk.TokenRequest;
import com.nimbusds.oauth2.sdk.TokenResponse;
import com.nimbusds.oauth2.sdk.auth.ClientAuthentication;
import com.nimbusds.oauth2.sdk.http.HTTPRequest;
import com.nimbusds.oauth2.sdk.id.ClientID;
import com.nimbusds.oauth2.sdk.token.Tokens;
import com.nimbusds.openid.connect.sdk.OIDCTokenResponse;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The token endpoint: authorization code with PKCE, refresh with rotation, client credentials.
 * Thread-safe.
 */
final class TokenRequests {
  private final Clients clients;
  private final AuthorizationCodes codes;
  private final RefreshTokens refreshTokens;
  private final TokenFactory tokens;

  TokenRequests(
      Clients clients, AuthorizationCodes codes, RefreshTokens refreshTokens, TokenFactory tokens) {
    this.clients = clients;
    this.codes = codes;
    this.refreshTokens = refreshTokens;
    this.tokens = tokens;
  }

  /** Answers a token request; errors are answers too (RFC 6749 section 5.2). */
  TokenResponse answer(HTTPRequest http) {
    TokenRequest request;
    try {
      request = TokenRequest.parse(http);
    } catch (ParseException malformed) {
      return error(
          malformed.getErrorObject() == null
              ? OAuth2Error.INVALID_REQUEST
              : malformed.getErrorObject());
    }
    Optional<Client> client = authenticated(request, http.getAuthorization());
    if (client.isEmpty()) {
      return error(OAuth2Error.INVALID_CLIENT);
    }
    AuthorizationGrant grant = request.getAuthorizationGrant();
    if (!client.get().grants().contains(grant.getType())) {
      return error(OAuth2Error.UNAUTHORIZED_CLIENT);
    }
    return switch (grant) {
      case AuthorizationCodeGrant code -> redeem(client.get(), code);
      case RefreshTokenGrant refresh -> refresh(client.get(), refresh, request.getScope());
      case AuthorizationGrant other when other.getType().equals(GrantType.CLIENT_CREDENTIALS) ->
          clientCredentials(client.get(), request.getScope());
      case AuthorizationGrant other -> error(OAuth2Error.UNSUPPORTED_GRANT_TYPE);
    };
  }

  /**
   * A public client names itself in the body and sends nothing that looks like a credential, as
   * strict providers demand.
   */
  private Optional<Client> authenticated(TokenRequest request, @Nullable String authorization) {
    ClientAuthentication authentication = request.getClientAuthentication();
    if (authentication != null) {
      return clients
          .find(authentication.getClientID())
          .filter(client -> client.accepts(authentication));
    }
    ClientID id = request.getClientID();
    boolean bare = authorization == null && request.getCustomParameter("client_secret") == null;
    return clients.find(id).filter(client -> bare && client.isPublic());
  }

  private TokenResponse redeem(Client client, AuthorizationCodeGrant code) {
    return switch (codes.redeem(
        code.getAuthorizationCode(), client, code.getRedirectionURI(), code.getCodeVerifier())) {
      case AuthorizationCodes.Redemption.Granted(Grant grant) ->
          new OIDCTokenResponse(tokens.forPerson(grant, refreshTokens.issue(grant)));
      case AuthorizationCodes.Redemption.Refused(Optional<Grant> replayed) -> {
        replayed.ifPresent(grant -> refreshTokens.end(grant.sid()));
        yield error(OAuth2Error.INVALID_GRANT);
      }
    };
  }

  private TokenResponse refresh(Client client, RefreshTokenGrant refresh, @Nullable Scope asked) {
    Optional<Grant> grant = refreshTokens.use(refresh.getRefreshToken(), client);
    if (grant.isEmpty()) {
      return error(OAuth2Error.INVALID_GRANT);
    }
    if (asked != null && !grant.get().scope().containsAll(asked)) {
      return error(OAuth2Error.INVALID_SCOPE);
    }
    return new OIDCTokenResponse(tokens.forPerson(grant.get(), refreshTokens.issue(grant.get())));
  }

  private TokenResponse clientCredentials(Client client, @Nullable Scope asked) {
    if (asked == null || asked.isEmpty() || !client.scopes().containsAll(asked)) {
      return error(OAuth2Error.INVALID_SCOPE);
    }
    return new AccessTokenResponse(new Tokens(tokens.forClient(client.id(), asked), null));
  }

  private static TokenErrorResponse error(ErrorObject error) {
    return new TokenErrorResponse(error);
  }
}
