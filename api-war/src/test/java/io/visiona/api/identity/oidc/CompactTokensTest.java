package io.visiona.api.identity.oidc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import com.nimbusds.jwt.SignedJWT;
import java.text.ParseException;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class CompactTokensTest {
  private static final byte[] SECRET = new byte[32];

  /** One whose signature differs in the two alphabets. */
  private static String token() throws JOSEException {
    for (int i = 0; ; i++) {
      SignedJWT jwt =
          new SignedJWT(
              new JWSHeader(JWSAlgorithm.HS256),
              new JWTClaimsSet.Builder().subject("s" + i).build());
      jwt.sign(new MACSigner(SECRET));
      String signature = jwt.getSignature().toString();
      if (signature.contains("-") || signature.contains("_")) {
        return jwt.serialize();
      }
    }
  }

  @Test
  void token_isReadInItsOneSpelling() throws Exception {
    String token = token();
    assertThat(CompactTokens.parse(token).serialize()).isEqualTo(token);
  }

  @ParameterizedTest
  @ValueSource(strings = {"padding", "standard", "a bit more", "another part", "white space"})
  void signature_inAnotherSpelling_isRefused(String how) throws Exception {
    String token = token();
    String signed = token.substring(0, token.lastIndexOf('.') + 1);
    String signature = token.substring(signed.length());
    byte[] octets = Base64.getUrlDecoder().decode(signature);
    String other =
        switch (how) {
          case "padding" -> Base64.getUrlEncoder().encodeToString(octets);
          case "standard" -> Base64.getEncoder().withoutPadding().encodeToString(octets);
          // 32 octets leave two bits of the last character unused.
          case "a bit more" -> signature.substring(0, 42) + (char) (signature.charAt(42) + 1);
          case "another part" -> signature + ".";
          default -> signature + "\n";
        };
    assertThat(other).isNotEqualTo(signature);
    assertThatThrownBy(() -> CompactTokens.parse(signed + other))
        .isInstanceOf(ParseException.class);
  }

  @Test
  void tokenThatIsNotSigned_isRefused() {
    String plain = new PlainJWT(new JWTClaimsSet.Builder().subject("s").build()).serialize();
    assertThatThrownBy(() -> CompactTokens.parse(plain)).isInstanceOf(ParseException.class);
  }
}
