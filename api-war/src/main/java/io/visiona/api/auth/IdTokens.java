package io.visiona.api.auth;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.proc.BadJOSEException;
import com.nimbusds.jose.proc.JWSVerificationKeySelector;
import com.nimbusds.jwt.JWT;
import com.nimbusds.jwt.proc.BadJWTException;
import com.nimbusds.oauth2.sdk.ParseException;
import com.nimbusds.oauth2.sdk.id.ClientID;
import com.nimbusds.oauth2.sdk.token.AccessToken;
import com.nimbusds.openid.connect.sdk.Nonce;
import com.nimbusds.openid.connect.sdk.claims.AuthorizedParty;
import com.nimbusds.openid.connect.sdk.claims.IDTokenClaimsSet;
import com.nimbusds.openid.connect.sdk.op.OIDCProviderMetadata;
import com.nimbusds.openid.connect.sdk.validators.AccessTokenValidator;
import com.nimbusds.openid.connect.sdk.validators.IDTokenValidator;
import com.nimbusds.openid.connect.sdk.validators.InvalidHashException;
import java.time.Clock;
import java.time.Duration;
import java.util.Date;

/**
 * Checks ID tokens (OpenID Connect Core 1.0 section 3.1.3.7): signature with an allowed algorithm under a key of the provider's
 * own key set, iss, aud, azp, exp, iat, nonce, and also nbf and at_hash when there. Keys or addresses in the token's header are
 * not looked at. Thread-safe.
 */
final class IdTokens {
  /** How far the clocks may be apart. */
  static final Duration SKEW = Duration.ofSeconds(30);

  private final OidcConfig config;
  private final ProviderKeys keys;
  private final Clock clock;

  IdTokens(OidcConfig config, ProviderKeys keys, Clock clock) {
    this.config = config;
    this.keys = keys;
    this.clock = clock;
  }

  /** The claims of a token that passes; anything wrong with it is a {@link BadJOSEException}. */
  IDTokenClaimsSet verify(OIDCProviderMetadata metadata, JWT token, AccessToken accessToken, String nonce)
      throws BadJOSEException {
    IDTokenValidator validator =
        new IDTokenValidator(
            metadata.getIssuer(),
            new ClientID(config.clientId()),
            new JWSVerificationKeySelector<>(ProviderMetadata.algorithms(metadata), keys),
            null);
    validator.setMaxClockSkew((int) SKEW.toSeconds());
    try {
      IDTokenClaimsSet claims = validator.validate(token, new Nonce(nonce));
      checkAuthorizedParty(claims);
      checkNotBefore(claims);
      if (claims.getAccessTokenHash() != null) {
        JWSAlgorithm algorithm = JWSAlgorithm.parse(token.getHeader().getAlgorithm().getName());
        AccessTokenValidator.validate(accessToken, algorithm, claims.getAccessTokenHash());
      }
      return claims;
    } catch (JOSEException | InvalidHashException | ParseException wrong) {
      throw new BadJWTException(String.valueOf(wrong.getMessage()), wrong);
    }
  }

  /** A token for several audiences must have been issued to us (OpenID Connect Core 1.0 section 3.1.3.7, 4 and 5). */
  private void checkAuthorizedParty(IDTokenClaimsSet claims) throws BadJWTException {
    AuthorizedParty party = claims.getAuthorizedParty();
    if (party == null ? claims.getAudience().size() > 1 : !party.getValue().equals(config.clientId())) {
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
