package io.visiona.shared.identity;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import io.visiona.shared.config.Secret;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.UUID;

/**
 * Makes the service JWTs (HS256, 60 s) with which the API calls the relay and the relay the API.
 * The container checks them with MicroProfile JWT: issuer, audience, signature, expiry; the one
 * group is the role the internal paths demand. Thread-safe.
 */
public final class ServiceTokens {
  /** Issuer of every service JWT. */
  public static final String ISSUER = "visiona";

  /** Audience of calls to the relay. */
  public static final String RELAY = "visiona-relay";

  /** Audience of calls to the API. */
  public static final String API = "visiona-api";

  /** The group, and so the role, that the internal paths demand. */
  public static final String ROLE = "visiona-internal";

  /**
   * How long a token lives: long enough for clocks that differ a little, too short to be worth
   * stealing.
   */
  public static final Duration LIFETIME = Duration.ofSeconds(60);

  private final MACSigner signer;
  private final Clock clock;

  /** The secret must have at least 32 bytes (RFC 7518 section 3.2). */
  public ServiceTokens(Secret secret, Clock clock) {
    try {
      this.signer = new MACSigner(secret.bytes());
    } catch (JOSEException tooShort) {
      throw new IllegalArgumentException(
          "visiona.internal.secret must have at least 32 bytes", tooShort);
    }
    this.clock = clock;
  }

  /**
   * Audience of calls to one of several relays, so that a token for one is of no use at another.
   */
  public static String relay(String id) {
    return RELAY + ":" + id;
  }

  /** A new compact JWT from {@code subject} (the calling part) for one audience. */
  public String issue(String subject, String audience) {
    Instant now = clock.instant();
    JWTClaimsSet claims =
        new JWTClaimsSet.Builder()
            .issuer(ISSUER)
            .subject(subject)
            .audience(audience)
            .claim("upn", subject)
            .claim("groups", List.of(ROLE))
            .issueTime(Date.from(now))
            .expirationTime(Date.from(now.plus(LIFETIME)))
            .jwtID(UUID.randomUUID().toString())
            .build();
    SignedJWT jwt =
        new SignedJWT(
            new JWSHeader.Builder(JWSAlgorithm.HS256).type(JOSEObjectType.JWT).build(), claims);
    try {
      jwt.sign(signer);
    } catch (JOSEException impossible) {
      throw new IllegalStateException("HS256 is not available", impossible);
    }
    return jwt.serialize();
  }
}
