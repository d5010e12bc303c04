package io.visiona.api.identity.oidc;

import com.nimbusds.jose.util.Base64URL;
import com.nimbusds.jwt.SignedJWT;
import java.text.ParseException;
import java.util.regex.Pattern;

/**
 * Reads signed tokens in their compact form (RFC 7515 section 7.1), each in the one spelling it can
 * have. Header and claims are signed as text. A signature is not: with padding, in the other
 * alphabet, or with bits that no octet has, the library takes it for the same, so that one token
 * would be many to whatever remembers tokens by their text. Thread-safe.
 */
public final class CompactTokens {
  private static final Pattern PARTS =
      Pattern.compile("[A-Za-z0-9_-]+\\.[A-Za-z0-9_-]+\\.[A-Za-z0-9_-]+");

  private CompactTokens() {}

  /** The token, its signature not verified; throws for anything unsigned, encrypted or respelt. */
  public static SignedJWT parse(String token) throws ParseException {
    if (!PARTS.matcher(token).matches()) {
      throw new ParseException("not three parts in the alphabet of URLs", 0);
    }
    SignedJWT jwt = SignedJWT.parse(token);
    if (!Base64URL.encode(jwt.getSignature().decode()).equals(jwt.getSignature())) {
      throw new ParseException("the signature has another spelling", 0);
    }
    return jwt;
  }
}
