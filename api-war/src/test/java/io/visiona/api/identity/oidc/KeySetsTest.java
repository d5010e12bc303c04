package io.visiona.api.identity.oidc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWKSelector;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jose.util.Base64URL;
import java.text.ParseException;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class KeySetsTest {
  private static final RSAKey GOOD = rsa("good");

  private static RSAKey rsa(String kid) {
    try {
      return new RSAKeyGenerator(2048).keyID(kid).generate().toPublicJWK();
    } catch (JOSEException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String set(String... keys) {
    return "{\"keys\":[" + String.join(",", keys) + "]}";
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"kty\":\"EC\",\"crv\":\"P-1024\",\"x\":\"AA\",\"y\":\"AA\",\"kid\":\"odd\"}",
        "{\"kty\":\"OKP\",\"crv\":\"Ed25519\",\"x\":\"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo\"}",
        "{\"kty\":\"OKP\",\"crv\":\"Ed9\",\"x\":\"AA\"}",
        "{\"kty\":\"EC\",\"crv\":\"P-256\",\"x\":\"AQ\",\"y\":\"AQ\",\"kid\":\"off the curve\"}",
        "{\"kty\":\"RSA\",\"e\":\"AQAB\",\"kid\":\"no n\"}",
        "{\"kty\":\"RSA\",\"n\":7,\"e\":\"AQAB\"}",
        "{\"n\":\"AQAB\",\"e\":\"AQAB\",\"kid\":\"no kty\"}",
        "{\"kty\":7}",
        "{\"kty\":\"NEW\"}",
        "{\"kty\":\"oct\",\"k\":\"AAAA\"}",
        "{}",
        "null",
        "7",
        "\"text\"",
        "[]"
      })
  void oddKey_costsTheSetNothingButItself(String odd) throws ParseException {
    for (String json : List.of(set(odd, GOOD.toJSONString()), set(GOOD.toJSONString(), odd))) {
      KeySets.Read read = KeySets.read(json);
      assertThat(read.keys().getKeys()).singleElement().isEqualTo(GOOD);
      assertThat(read.skipped()).isEqualTo(1);
    }
  }

  @Test
  void keyThatContradictsItself_orHasANumberForItsId_isSkipped() throws ParseException {
    String good = GOOD.toJSONString();
    String contradicting = rsaWith("\"use\":\"sig\",\"key_ops\":[\"encrypt\"]");
    String numbered = rsaWith("\"kid\":7");
    KeySets.Read read = KeySets.read(set(contradicting, good, numbered));
    assertThat(read.keys().getKeys()).containsExactly(GOOD);
    assertThat(read.skipped()).isEqualTo(2);
  }

  @Test
  void certificatesOfAKey_areNotLookedAt() throws ParseException {
    String key =
        rsaWith(
            "\"kid\":\"good\",\"x5c\":[\"not base64!\"],\"x5t\":7,\"x5t#S256\":null,\"x5u\":\":\"");
    assertThat(KeySets.read(set(key)).keys().getKeyByKeyId("good")).isNotNull();
  }

  private static String rsaWith(String members) {
    return "{\"kty\":\"RSA\",\"e\":\"AQAB\",\"n\":\"" + GOOD.getModulus() + "\"," + members + "}";
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "null",
        "7",
        "[]",
        "",
        "{",
        "{}",
        "{\"keys\":null}",
        "{\"keys\":{}}",
        "{\"keys\":[{}]}"
      })
  void whatIsNoKeySet_isRefused(String json) {
    assertThatThrownBy(() -> KeySets.read(json)).isInstanceOf(ParseException.class);
  }

  @Test
  void emptySet_isOne() throws ParseException {
    assertThat(KeySets.read("{\"keys\":[]}").keys().getKeys()).isEmpty();
  }

  @Test
  void thumbprintInAHeader_doesNotKeepTheKeyFromBeingFound() throws Exception {
    JWSHeader header =
        new JWSHeader.Builder(JWSAlgorithm.RS256)
            .keyID("good")
            .x509CertSHA256Thumbprint(new Base64URL("AAAA"))
            .build();
    KeySets.Read read = KeySets.read(set(GOOD.toJSONString()));
    assertThat(new JWKSelector(ProviderKeys.matcher(header)).select(read.keys()))
        .containsExactly(GOOD);
  }

  @Test
  void keysOfOtherCurvesAndUses_areNotTried() throws Exception {
    ECKey own = new ECKeyGenerator(Curve.P_256).generate().toPublicJWK();
    ECKey other = new ECKeyGenerator(Curve.P_384).generate().toPublicJWK();
    KeySets.Read read =
        KeySets.read(
            set(Stream.of(other, own, GOOD).map(key -> key.toJSONString()).toArray(String[]::new)));
    JWSHeader header = new JWSHeader(JWSAlgorithm.ES256);
    assertThat(new JWKSelector(ProviderKeys.matcher(header)).select(read.keys()))
        .containsExactly(own);
  }
}
