package io.visiona.api.gateway.token;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSVerifier;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.crypto.RSASSAVerifier;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import io.visiona.api.gateway.token.TokenVerdict.Reason;
import io.visiona.api.platform.database.MovableClock;
import io.visiona.shared.config.Secret;
import java.time.Duration;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

final class TokensTest {
  private static final String SECRET = "a-shared-secret-of-the-tests-0123456789";
  private static final TokenConfig CONFIG =
      new TokenConfig(
          Optional.of(TokenConfig.Algorithm.RS256),
          new Secret(SECRET),
          Optional.empty(),
          Optional.of("issuer"),
          Optional.of("audience"),
          "username",
          Duration.ofSeconds(60),
          Duration.ofSeconds(30),
          16 * 1024,
          Duration.ofSeconds(5));

  private final MovableClock clock = new MovableClock();
  private final RSAKey key = rsa();
  private final AtomicInteger checks = new AtomicInteger();
  private Object generation = new Object();

  private static RSAKey rsa() {
    try {
      return new RSAKeyGenerator(2048).keyID("one").generate();
    } catch (JOSEException e) {
      throw new IllegalStateException(e);
    }
  }

  private final Tokens tokens =
      new Tokens(
          JWSAlgorithm.RS256,
          new VerificationKeys() {
            @Override
            public List<JWSVerifier> of(JWSHeader header) throws JOSEException {
              checks.incrementAndGet();
              return List.of(new RSASSAVerifier(key));
            }

            @Override
            public Object generation() {
              return generation;
            }
          },
          CONFIG,
          clock);

  private JWTClaimsSet.Builder claims() {
    return new JWTClaimsSet.Builder()
        .issuer("issuer")
        .audience(List.of("other", "audience"))
        .claim("username", "alice")
        .expirationTime(Date.from(clock.instant().plusSeconds(600)));
  }

  private String token(JWTClaimsSet claims) throws JOSEException {
    SignedJWT jwt =
        new SignedJWT(new JWSHeader.Builder(JWSAlgorithm.RS256).keyID("one").build(), claims);
    jwt.sign(new RSASSASigner(key));
    return jwt.serialize();
  }

  @Test
  void goodToken_namesItsUser_andIsCheckedOnce() throws JOSEException {
    String token = token(claims().build());
    for (int i = 0; i < 10; i++) {
      assertThat(tokens.judge(token))
          .isInstanceOfSatisfying(
              TokenVerdict.Valid.class, valid -> assertThat(valid.username()).isEqualTo("alice"));
    }
    assertThat(checks.get()).isEqualTo(1);
  }

  @Test
  void rememberedToken_endsWithItsTime() throws JOSEException {
    String token = token(claims().build());
    assertThat(tokens.judge(token)).isInstanceOf(TokenVerdict.Valid.class);
    clock.advance(Duration.ofSeconds(659));
    assertThat(tokens.judge(token)).isInstanceOf(TokenVerdict.Valid.class);
    clock.advance(Duration.ofSeconds(1));
    assertThat(tokens.judge(token)).isEqualTo(new TokenVerdict.Refused(Reason.EXPIRED));
    assertThat(tokens.judge(token)).isEqualTo(new TokenVerdict.Refused(Reason.EXPIRED));
  }

  @Test
  void newKeys_voidWhatIsRemembered() throws JOSEException {
    String token = token(claims().build());
    tokens.judge(token);
    generation = new Object();
    tokens.judge(token);
    assertThat(checks.get()).isEqualTo(2);
  }

  @Test
  void badTokens_areNotRemembered() throws JOSEException {
    String token = token(claims().issuer("another").build());
    for (int i = 0; i < 3; i++) {
      assertThat(tokens.judge(token)).isEqualTo(new TokenVerdict.Refused(Reason.ISSUER));
    }
    assertThat(checks.get()).isEqualTo(3);
  }

  @Test
  void eachRule_hasItsReason() throws JOSEException {
    assertThat(tokens.judge(token(claims().audience("other").build())))
        .isEqualTo(new TokenVerdict.Refused(Reason.AUDIENCE));
    assertThat(tokens.judge(token(claims().expirationTime(null).build())))
        .isEqualTo(new TokenVerdict.Refused(Reason.CLAIMS));
    assertThat(tokens.judge(token(claims().claim("username", null).build())))
        .isEqualTo(new TokenVerdict.Refused(Reason.CLAIMS));
    assertThat(
            tokens.judge(
                token(claims().issueTime(Date.from(clock.instant().plusSeconds(61))).build())))
        .isEqualTo(new TokenVerdict.Refused(Reason.NOT_YET_VALID));
    assertThat(
            tokens.judge(
                token(claims().notBeforeTime(Date.from(clock.instant().plusSeconds(61))).build())))
        .isEqualTo(new TokenVerdict.Refused(Reason.NOT_YET_VALID));
    assertThat(
            tokens.judge(
                token(claims().notBeforeTime(Date.from(clock.instant().plusSeconds(60))).build())))
        .isInstanceOf(TokenVerdict.Valid.class);
    assertThat(tokens.judge("x".repeat(16 * 1024 + 1)))
        .isEqualTo(new TokenVerdict.Refused(Reason.TOO_LONG));
    assertThat(tokens.judge("a.b.c")).isEqualTo(new TokenVerdict.Refused(Reason.MALFORMED));
    String good = token(claims().build());
    assertThat(tokens.judge(good.substring(0, good.lastIndexOf('.') + 1) + "AAAA"))
        .isEqualTo(new TokenVerdict.Refused(Reason.SIGNATURE));
  }

  @Test
  void sharedSecret_isForHs256Only() throws JOSEException {
    Tokens shared =
        new Tokens(
            JWSAlgorithm.HS256,
            VerificationKeys.shared(SECRET.getBytes(java.nio.charset.StandardCharsets.UTF_8)),
            CONFIG,
            clock);
    SignedJWT jwt = new SignedJWT(new JWSHeader(JWSAlgorithm.HS256), claims().build());
    jwt.sign(new MACSigner(SECRET));
    assertThat(shared.judge(jwt.serialize())).isInstanceOf(TokenVerdict.Valid.class);
    assertThat(shared.judge(token(claims().build())))
        .isEqualTo(new TokenVerdict.Refused(Reason.ALGORITHM));
    assertThat(tokens.judge(jwt.serialize())).isEqualTo(new TokenVerdict.Refused(Reason.ALGORITHM));
    SignedJWT longer = new SignedJWT(new JWSHeader(JWSAlgorithm.HS512), claims().build());
    longer.sign(new MACSigner(SECRET + SECRET));
    assertThat(shared.judge(longer.serialize()))
        .isEqualTo(new TokenVerdict.Refused(Reason.ALGORITHM));
  }

  @Test
  void ellipticCurve_isChecked() throws JOSEException {
    ECKey ec = new ECKeyGenerator(Curve.P_256).keyID("ec").generate();
    Tokens curve =
        new Tokens(
            JWSAlgorithm.ES256,
            new VerificationKeys() {
              @Override
              public List<JWSVerifier> of(JWSHeader header) throws JOSEException {
                return List.of(new com.nimbusds.jose.crypto.ECDSAVerifier(ec));
              }

              @Override
              public Object generation() {
                return ec;
              }
            },
            CONFIG,
            clock);
    SignedJWT jwt =
        new SignedJWT(
            new JWSHeader.Builder(JWSAlgorithm.ES256).keyID("ec").build(), claims().build());
    jwt.sign(new ECDSASigner(ec));
    assertThat(curve.judge(jwt.serialize())).isInstanceOf(TokenVerdict.Valid.class);
  }

  @Test
  void signatureHasOneSpelling_soThatATokenIsRememberedOnce() throws Exception {
    SignedJWT jwt =
        new SignedJWT(
            new JWSHeader.Builder(JWSAlgorithm.RS256).keyID("one").build(), claims().build());
    jwt.sign(new RSASSASigner(key));
    String token = jwt.serialize();
    assertThat(tokens.judge(token)).isInstanceOf(TokenVerdict.Valid.class);
    int last = token.lastIndexOf('.') + 1;
    String signature = token.substring(last);
    // 256 octets end in a character of which four bits count for nothing.
    char end = signature.charAt(signature.length() - 1);
    String alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    char other = alphabet.charAt(alphabet.indexOf(end) + 1);
    for (String same :
        new String[] {
          signature + "==",
          signature.substring(0, signature.length() - 1) + other,
          signature.substring(0, 10) + "\n" + signature.substring(10),
          signature + " "
        }) {
      assertThat(tokens.judge(token.substring(0, last) + same))
          .as(same)
          .isEqualTo(new TokenVerdict.Refused(Reason.MALFORMED));
    }
  }

  @Test
  void claimsOfAToken_areTold_butForRegisteredOnesAndObjects() throws Exception {
    SignedJWT jwt =
        new SignedJWT(
            new JWSHeader.Builder(JWSAlgorithm.RS256).keyID("one").build(),
            claims()
                .claim("groups", List.of("ops", 7, "dev"))
                .claim("level", 3)
                .claim("admin", true)
                .claim("address", java.util.Map.of("city", "x"))
                .build());
    jwt.sign(new RSASSASigner(key));
    assertThat(tokens.judge(jwt.serialize()))
        .isInstanceOfSatisfying(
            TokenVerdict.Valid.class,
            valid -> {
              assertThat(valid.claims().of("groups")).containsExactly("ops", "7", "dev");
              assertThat(valid.claims().of("level")).containsExactly("3");
              assertThat(valid.claims().of("admin")).containsExactly("true");
              assertThat(valid.claims().values()).doesNotContainKeys("address", "iss", "exp");
            });
  }
}
