package io.visiona.api.identity.oidc;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.proc.BadJOSEException;
import com.nimbusds.jose.proc.BadJWSException;
import com.nimbusds.jwt.JWT;
import com.nimbusds.jwt.proc.BadJWTException;
import com.nimbusds.oauth2.sdk.ParseException;
import com.nimbusds.oauth2.sdk.id.ClientID;
import com.nimbusds.oauth2.sdk.id.Issuer;
import com.nimbusds.oauth2.sdk.token.BearerAccessToken;
import com.nimbusds.openid.connect.sdk.Nonce;
import com.nimbusds.openid.connect.sdk.claims.AuthorizedParty;
import com.nimbusds.openid.connect.sdk.claims.IDTokenClaimsSet;
import com.nimbusds.openid.connect.sdk.validators.AccessTokenValidator;
import com.nimbusds.openid.connect.sdk.validators.IDTokenValidator;
import com.nimbusds.openid.connect.sdk.validators.InvalidHashException;
import java.time.Clock;
import java.time.Duration;
import java.util.Date;

/**
 * Checks ID tokens (OpenID Connect Core 1.0 section 3.1.3.7): signature with an allowed algorithm
 * under a key of the provider's own key set, iss, aud, azp, exp, iat, nonce, and also nbf and
 * at_hash when there. Keys or addresses in the token's header are not looked at. Thread-safe.
 */
public final class IdTokens {
  /** How far the clocks may be apart. */
  static final Duration SKEW = Duration.ofSeconds(30);

  private final OidcConfig config;
  private final ProviderKeys keys;
  private final Clock clock;

  public IdTokens(OidcConfig config, ProviderKeys keys, Clock clock) {
    this.config = config;
    this.keys = keys;
    this.clock = clock;
  }

  /**
   * The claims of a token that passes; anything wrong with it is a {@link BadJOSEException}. A
   * signature that no known key made is tried once more when there are other keys.
   */
  IDTokenClaimsSet verify(ProviderDocument metadata, String token, String accessToken, String nonce)
      throws BadJOSEException {
    JWT jwt;
    try {
      jwt = CompactTokens.parse(token);
    } catch (java.text.ParseException malformed) {
      throw new BadJWTException("it cannot be read", malformed);
    }
    Object seen = keys.current();
    try {
      return verified(metadata, jwt, accessToken, nonce);
    } catch (BadJWSException signature) {
      if (!keys.isRenewed(seen)) {
        throw signature;
      }
      return verified(metadata, jwt, accessToken, nonce);
    }
  }

  private IDTokenClaimsSet verified(
      ProviderDocument metadata, JWT token, String accessToken, String nonce)
      throws BadJOSEException {
    IDTokenValidator validator =
        new IDTokenValidator(
            new Issuer(config.issuer()),
            new ClientID(config.clientId()),
            keys.selector(metadata.algorithms()),
            null);
    validator.setMaxClockSkew((int) SKEW.toSeconds());
    try {
      IDTokenClaimsSet claims = validator.validate(token, new Nonce(nonce));
      checkSubject(claims);
      checkAuthorizedParty(claims);
      checkNotBefore(claims);
      if (claims.getAccessTokenHash() != null) {
        JWSAlgorithm algorithm = JWSAlgorithm.parse(token.getHeader().getAlgorithm().getName());
        AccessTokenValidator.validate(
            new BearerAccessToken(accessToken), algorithm, claims.getAccessTokenHash());
      }
      return claims;
    } catch (JOSEException | InvalidHashException | ParseException wrong) {
      throw new BadJWTException(String.valueOf(wrong.getMessage()), wrong);
    } catch (IllegalArgumentException unusable) {
      // The library's word for claims that are there and empty.
      throw new BadJWTException("a claim is unusable", unusable);
    }
  }

  /** The library takes an empty subject, and fails on it later. */
  private static void checkSubject(IDTokenClaimsSet claims) throws BadJWTException {
    if (!(claims.getClaim("sub") instanceof String subject) || subject.isBlank()) {
      throw new BadJWTException("it has no usable subject");
    }
  }

  /**
   * A token for several audiences must have been issued to us (OpenID Connect Core 1.0 section
   * 3.1.3.7, 4 and 5).
   */
  private void checkAuthorizedParty(IDTokenClaimsSet claims) throws BadJWTException {
    AuthorizedParty party = claims.getAuthorizedParty();
    if (party == null
        ? claims.getAudience().size() > 1
        : !party.getValue().equals(config.clientId())) {
      throw new BadJWTException("JWT issued to another party");
    }
  }

  private void checkNotBefore(IDTokenClaimsSet claims) throws ParseException, BadJWTException {
    Date notBefore = claims.toJWTClaimsSet().getNotBeforeTime();
    if (notBefore != null && clock.instant().plus(SKEW).isBefore(notBefore.toInstant())) {
      throw new BadJWTException("JWT before use time");
    }
  }
}
