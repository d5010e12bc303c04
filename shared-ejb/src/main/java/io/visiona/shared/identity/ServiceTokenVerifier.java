package io.visiona.shared.identity;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.crypto.MACVerifier;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import io.visiona.shared.config.Secret;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.text.ParseException;
import java.time.Clock;
import java.time.Instant;
import java.util.Collections;
import java.util.Date;
import java.util.List;
import java.util.Optional;

/**
 * Judges service JWTs. The container's MicroProfile JWT cannot everywhere, since it need not know
 * HS256 (MicroProfile JWT 2.1 section 4.1), and may write what it refuses into its log. As strict
 * as Open Liberty's with the configuration of {@code docs/deployment.md}. Thread-safe.
 */
public final class ServiceTokenVerifier {
  private static final Logger LOG = System.getLogger(ServiceTokenVerifier.class.getName());
  private static final int LONGEST = 4096;

  private final MACVerifier signature;
  private final Clock clock;

  /** The secret must have at least 32 bytes (RFC 7518 section 3.2). */
  public ServiceTokenVerifier(Secret secret, Clock clock) {
    try {
      this.signature = new MACVerifier(secret.bytes());
    } catch (JOSEException tooShort) {
      throw new IllegalArgumentException(
          "visiona.internal.secret must have at least 32 bytes", tooShort);
    }
    this.clock = clock;
  }

  /**
   * What a good token says.
   *
   * @param subject the calling part
   * @param id {@code jti}, perhaps empty
   * @param issued {@code iat} in seconds, 0 when there is none
   * @param expires {@code exp} in seconds
   */
  record Claims(String subject, String id, long issued, long expires) {}

  /** The claims of a token that is signed, ours, not expired, and for one of the audiences. */
  Optional<Claims> verify(String token, String... audiences) {
    if (token.length() > LONGEST) {
      return Optional.empty();
    }
    try {
      SignedJWT jwt = SignedJWT.parse(token);
      if (!JWSAlgorithm.HS256.equals(jwt.getHeader().getAlgorithm()) || !jwt.verify(signature)) {
        return Optional.empty();
      }
      return good(jwt.getJWTClaimsSet(), List.of(audiences));
    } catch (ParseException | JOSEException malformed) {
      LOG.log(Level.DEBUG, "A service token is malformed: {0}", malformed.getClass().getName());
      return Optional.empty();
    }
  }

  private Optional<Claims> good(JWTClaimsSet claims, List<String> audiences) throws ParseException {
    Date expires = claims.getExpirationTime();
    List<String> groups = claims.getStringListClaim("groups");
    Instant now = clock.instant();
    boolean good =
        ServiceTokens.ISSUER.equals(claims.getIssuer())
            && claims.getSubject() != null
            && !Collections.disjoint(claims.getAudience(), audiences)
            && groups != null
            && groups.contains(ServiceTokens.ROLE)
            && expires != null
            && now.isBefore(expires.toInstant().plus(UsedServiceTokens.SKEW));
    if (!good || expires == null) {
      return Optional.empty();
    }
    Date issued = claims.getIssueTime();
    String id = claims.getJWTID();
    return Optional.of(
        new Claims(
            claims.getSubject(),
            id == null ? "" : id,
            issued == null ? 0 : issued.toInstant().getEpochSecond(),
            expires.toInstant().getEpochSecond()));
  }
}
