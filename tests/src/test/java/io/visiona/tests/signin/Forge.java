package io.visiona.tests.signin;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import com.nimbusds.jwt.SignedJWT;
import io.visiona.tests.support.SuiteSecrets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.UUID;

/** Makes tokens, good and bad. */
final class Forge {
  /** A key that no provider publishes unless a test says so. */
  static final RSAKey OTHER_KEY = newKey();

  /** What a logout token is about. */
  static final String LOGOUT = "http://schemas.openid.net/event/backchannel-logout";

  private Forge() {}

  static RSAKey newKey() {
    try {
      return new RSAKeyGenerator(2048).keyIDFromThumbprint(true).generate();
    } catch (JOSEException e) {
      throw new IllegalStateException(e);
    }
  }

  static JWSHeader.Builder header(RSAKey key) {
    return new JWSHeader.Builder(JWSAlgorithm.RS256).keyID(key.getKeyID()).type(JOSEObjectType.JWT);
  }

  static String sign(RSAKey key, JWTClaimsSet claims) {
    return sign(key, header(key).build(), claims);
  }

  static String sign(RSAKey key, JWSHeader header, JWTClaimsSet claims) {
    SignedJWT jwt = new SignedJWT(header, claims);
    try {
      jwt.sign(new RSASSASigner(key));
    } catch (JOSEException e) {
      throw new IllegalStateException(e);
    }
    return jwt.serialize();
  }

  static String unsigned(JWTClaimsSet claims) {
    return new PlainJWT(claims).serialize();
  }

  static String hmac(byte[] secret, JWTClaimsSet claims) {
    SignedJWT jwt = new SignedJWT(new JWSHeader(JWSAlgorithm.HS256), claims);
    try {
      jwt.sign(new MACSigner(Arrays.copyOf(secret, Math.max(32, secret.length))));
    } catch (JOSEException e) {
      throw new IllegalStateException(e);
    }
    return jwt.serialize();
  }

  /** The public key as an attacker would have it in a file. */
  static byte[] publicKey(RSAKey key) {
    try {
      return key.toRSAPublicKey().getEncoded();
    } catch (JOSEException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Header and signature of one token around the claims of another. */
  static String swapClaims(String token, String claimsFrom) {
    String[] parts = token.split("\\.", -1);
    return String.join(".", parts[0], claimsFrom.split("\\.", -1)[1], parts[2]);
  }

  /** The token once more, for a decoder that does not look at bits which belong to no octet. */
  static String otherLastBit(String token) {
    int last = token.length() - 1;
    return token.substring(0, last) + (char) (token.charAt(last) + 1);
  }

  /** A correct logout token for the session of a grant. */
  static String logout(ScriptedProvider provider, Grant grant) {
    String token =
        sign(
            provider.key(),
            header(provider.key()).type(new JOSEObjectType("logout+jwt")).build(),
            logoutClaims(provider, grant).build());
    SuiteSecrets.remember("logout token", token);
    return token;
  }

  /** What it says. */
  static JWTClaimsSet.Builder logoutClaims(ScriptedProvider provider, Grant grant) {
    return new JWTClaimsSet.Builder()
        .issuer(provider.issuer())
        .subject(grant.subject())
        .audience(ScriptedProvider.CLIENT)
        .issueTime(Grant.in(Duration.ZERO))
        .expirationTime(Grant.in(Duration.ofMinutes(2)))
        .jwtID(UUID.randomUUID().toString())
        .claim("sid", grant.sid())
        .claim("events", Map.of(LOGOUT, Map.of()));
  }
}
