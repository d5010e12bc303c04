package io.visiona.standins.membercenter;

import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import com.nimbusds.oauth2.sdk.Scope;
import com.nimbusds.oauth2.sdk.id.ClientID;
import com.nimbusds.oauth2.sdk.token.AccessToken;
import com.nimbusds.oauth2.sdk.token.BearerAccessToken;
import com.nimbusds.oauth2.sdk.token.RefreshToken;
import com.nimbusds.openid.connect.sdk.claims.AccessTokenHash;
import com.nimbusds.openid.connect.sdk.token.OIDCTokens;
import java.text.ParseException;
import java.time.Clock;
import java.time.Instant;
import java.util.Date;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Makes access tokens (RFC 9068) and ID tokens. Thread-safe. */
final class TokenFactory {
  private static final JOSEObjectType ACCESS_TOKEN = new JOSEObjectType("at+jwt");

  private final StandinProviderConfig config;
  private final ProviderSigningKey key;
  private final Clock clock;

  TokenFactory(StandinProviderConfig config, ProviderSigningKey key, Clock clock) {
    this.config = config;
    this.key = key;
    this.clock = clock;
  }

  /** Access and ID token for a person's grant. */
  OIDCTokens forPerson(Grant grant, @Nullable RefreshToken refresh) {
    AccessToken access = access(grant.person().subject(), grant.client(), grant.scope());
    return new OIDCTokens(idToken(grant, access), access, refresh);
  }

  /** Access token for a client acting for itself. */
  AccessToken forClient(ClientID client, Scope scope) {
    return access(client.getValue(), client, scope);
  }

  /** The subject of a live access token with {@code openid} scope; empty for anything else. */
  Optional<String> subjectOf(String accessToken) {
    return bearer(accessToken)
        .filter(bearer -> Scope.parse(bearer.scope()).contains("openid"))
        .map(Bearer::subject);
  }

  /** Who presents a live access token of ours. */
  record Bearer(String subject, String client, String scope) {}

  /** Reads an access token; empty for anything that is no live one. */
  Optional<Bearer> bearer(String accessToken) {
    try {
      SignedJWT jwt = SignedJWT.parse(accessToken);
      JWTClaimsSet claims = jwt.getJWTClaimsSet();
      boolean live =
          ACCESS_TOKEN.equals(jwt.getHeader().getType())
              && key.verifies(jwt)
              && clock.instant().isBefore(claims.getExpirationTime().toInstant());
      return live
          ? Optional.of(
              new Bearer(
                  claims.getSubject(),
                  claims.getStringClaim("client_id"),
                  claims.getStringClaim("scope")))
          : Optional.empty();
    } catch (ParseException notAToken) {
      return Optional.empty();
    }
  }

  private AccessToken access(String subject, ClientID client, Scope scope) {
    JWTClaimsSet claims =
        common(subject, client)
            .claim("client_id", client.getValue())
            .claim("scope", scope.toString())
            .jwtID(UUID.randomUUID().toString())
            .build();
    return new BearerAccessToken(
        key.sign(ACCESS_TOKEN, claims).serialize(), config.tokenLifetime().toSeconds(), scope);
  }

  private SignedJWT idToken(Grant grant, AccessToken access) {
    ProviderAccount person = grant.person();
    JWTClaimsSet.Builder claims =
        common(person.subject(), grant.client())
            .claim("azp", grant.client().getValue())
            .claim("auth_time", grant.authenticatedAt().getEpochSecond())
            .claim("sid", grant.sid())
            .claim("at_hash", AccessTokenHash.compute(access, JWSAlgorithm.RS256, null).getValue());
    if (grant.nonce() != null) {
      claims.claim("nonce", grant.nonce().getValue());
    }
    if (grant.scope().contains("profile")) {
      claims.claim("preferred_username", person.username()).claim("name", person.name());
    }
    if (grant.scope().contains("email")) {
      claims.claim("email", person.email()).claim("email_verified", true);
    }
    return key.sign(JOSEObjectType.JWT, claims.build());
  }

  private JWTClaimsSet.Builder common(String subject, ClientID client) {
    Instant now = clock.instant();
    return new JWTClaimsSet.Builder()
        .issuer(config.issuer().getValue())
        .subject(subject)
        .audience(client.getValue())
        .issueTime(Date.from(now))
        .expirationTime(Date.from(now.plus(config.tokenLifetime())));
  }
}
