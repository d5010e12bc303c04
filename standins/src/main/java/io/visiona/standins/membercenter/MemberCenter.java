package io.visiona.standins.membercenter;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.oauth2.sdk.AuthorizationCode;
import com.nimbusds.oauth2.sdk.GrantType;
import com.nimbusds.oauth2.sdk.ResponseMode;
import com.nimbusds.oauth2.sdk.ResponseType;
import com.nimbusds.oauth2.sdk.Scope;
import com.nimbusds.oauth2.sdk.TokenResponse;
import com.nimbusds.oauth2.sdk.auth.ClientAuthenticationMethod;
import com.nimbusds.oauth2.sdk.http.HTTPRequest;
import com.nimbusds.oauth2.sdk.pkce.CodeChallengeMethod;
import com.nimbusds.openid.connect.sdk.AuthenticationRequest;
import com.nimbusds.openid.connect.sdk.AuthenticationSuccessResponse;
import com.nimbusds.openid.connect.sdk.SubjectType;
import com.nimbusds.openid.connect.sdk.op.OIDCProviderMetadata;
import java.net.URI;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** The provider as its endpoints see it. Thread-safe. */
final class MemberCenter {
  private final StandinProviderConfig config;
  private final Clock clock;
  private final People people;
  private final Clients clients;
  private final ProviderSigningKey key;
  private final AuthorizationCodes codes;
  private final TokenFactory tokens;
  private final AuthorizationRequests requests;
  private final TokenRequests tokenRequests;
  private final DownloadRequests downloadRequests;

  MemberCenter(
      StandinProviderConfig config,
      People people,
      Clients clients,
      DownloadGrants downloads,
      Clock clock) {
    this.config = config;
    this.clock = clock;
    this.people = people;
    this.clients = clients;
    this.codes = new AuthorizationCodes(clock, config.codeLifetime());
    this.key = ProviderSigningKey.of(config.keyFile());
    this.tokens = new TokenFactory(config, key, clock);
    this.requests = new AuthorizationRequests(config, clients);
    this.tokenRequests =
        new TokenRequests(
            clients, codes, new RefreshTokens(clock, config.refreshLifetime()), tokens);
    this.downloadRequests = new DownloadRequests(clients, people, tokens, downloads, clock);
  }

  /** The discovery document. */
  OIDCProviderMetadata metadata() {
    OIDCProviderMetadata metadata =
        new OIDCProviderMetadata(config.issuer(), List.of(SubjectType.PUBLIC), at("/oauth/jwks"));
    metadata.setAuthorizationEndpointURI(at("/oauth/authorize"));
    metadata.setTokenEndpointURI(at("/oauth/token"));
    metadata.setUserInfoEndpointURI(at("/oauth/userinfo"));
    metadata.setEndSessionEndpointURI(at("/oauth/logout"));
    metadata.setScopes(Scope.parse("openid profile email offline_access"));
    metadata.setResponseTypes(List.of(ResponseType.CODE));
    metadata.setResponseModes(List.of(ResponseMode.QUERY));
    metadata.setGrantTypes(
        List.of(
            GrantType.AUTHORIZATION_CODE, GrantType.REFRESH_TOKEN, GrantType.CLIENT_CREDENTIALS));
    metadata.setCodeChallengeMethods(List.of(CodeChallengeMethod.S256));
    metadata.setTokenEndpointAuthMethods(
        List.of(
            ClientAuthenticationMethod.CLIENT_SECRET_BASIC,
            ClientAuthenticationMethod.CLIENT_SECRET_POST,
            ClientAuthenticationMethod.NONE));
    metadata.setIDTokenJWSAlgs(List.of(JWSAlgorithm.RS256));
    metadata.setSupportsAuthorizationResponseIssuerParam(true);
    return metadata;
  }

  JWKSet publishedKeys() {
    return key.published();
  }

  AuthorizationRequests.Verdict check(Map<String, List<String>> parameters) {
    return requests.check(parameters);
  }

  /**
   * Where to send a person who signed in with the right password: back to the client, with a code.
   */
  Optional<URI> signIn(AuthorizationRequests.Verdict.Ask ask, String username, String password) {
    AuthenticationRequest request = ask.request();
    return people
        .authenticate(username, password)
        .map(person ->
            new Grant(
                ask.client().id(),
                person,
                request.getScope(),
                request.getNonce(),
                UUID.randomUUID().toString(),
                clock.instant()))
        .map(grant -> codes.issue(grant, request.getRedirectionURI(), request.getCodeChallenge()))
        .map(code -> response(request, code));
  }

  TokenResponse token(HTTPRequest request) {
    return tokenRequests.answer(request);
  }

  /** Decides on a request for a download token. */
  DownloadRequests.Answer downloadToken(Optional<String> bearer, byte[] body) {
    return downloadRequests.answer(bearer, body);
  }

  /** Whom an access token stands for. */
  Optional<ProviderAccount> holderOf(String accessToken) {
    return tokens.subjectOf(accessToken).flatMap(people::bySubject);
  }

  /** Whether a client may have people sent to this address after they signed out. */
  boolean mayReturnAfterLogout(LogoutTarget target) {
    return clients
        .find(target.client())
        .filter(client -> client.postLogoutRedirectUris().contains(target.uri()))
        .isPresent();
  }

  private URI response(AuthenticationRequest request, AuthorizationCode code) {
    return new AuthenticationSuccessResponse(
            request.getRedirectionURI(),
            code,
            null,
            null,
            request.getState(),
            null,
            config.issuer(),
            ResponseMode.QUERY)
        .toURI();
  }

  private URI at(String path) {
    return URI.create(config.issuer().getValue() + path);
  }
}
