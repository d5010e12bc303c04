package io.visiona.standins.membercenter;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.crypto.RSASSAVerifier;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import java.util.List;
import java.util.stream.Stream;

/**
 * The provider's RS256 keys: the newest signs, it and the one before are published, so that a
 * rotation does not void what was just signed. Thread-safe.
 */
final class ProviderSigningKeys {
  private static final int BITS = 2048;
  private static final int PUBLISHED = 2;

  private volatile List<RSAKey> keys = List.of(generate());

  /** From now on a new key signs. */
  synchronized void rotate() {
    keys = Stream.concat(Stream.of(generate()), keys.stream()).limit(PUBLISHED).toList();
  }

  /** The public halves. */
  JWKSet published() {
    return new JWKSet(keys.stream().map(RSAKey::toPublicJWK).map(JWK.class::cast).toList());
  }

  /** Signs claims as a JWT of the given type. */
  SignedJWT sign(JOSEObjectType type, JWTClaimsSet claims) {
    RSAKey key = keys.getFirst();
    SignedJWT jwt =
        new SignedJWT(
            new JWSHeader.Builder(JWSAlgorithm.RS256).keyID(key.getKeyID()).type(type).build(),
            claims);
    try {
      jwt.sign(new RSASSASigner(key));
    } catch (JOSEException impossible) {
      throw new IllegalStateException("RS256 is not available", impossible);
    }
    return jwt;
  }

  /** Whether one of the published keys signed it, with RS256. */
  boolean verifies(SignedJWT jwt) {
    return jwt.getHeader().getAlgorithm().equals(JWSAlgorithm.RS256)
        && keys.stream()
            .filter(key -> key.getKeyID().equals(jwt.getHeader().getKeyID()))
            .anyMatch(key -> verifies(jwt, key));
  }

  private static boolean verifies(SignedJWT jwt, RSAKey key) {
    try {
      return jwt.verify(new RSASSAVerifier(key.toRSAPublicKey()));
    } catch (JOSEException unverifiable) {
      return false;
    }
  }

  private static RSAKey generate() {
    try {
      return new RSAKeyGenerator(BITS)
          .keyUse(KeyUse.SIGNATURE)
          .algorithm(JWSAlgorithm.RS256)
          .keyIDFromThumbprint(true)
          .generate();
    } catch (JOSEException impossible) {
      throw new IllegalStateException("RSA keys cannot be made", impossible);
    }
  }
}
