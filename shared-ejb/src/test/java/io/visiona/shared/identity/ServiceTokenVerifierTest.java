package io.visiona.shared.identity;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import com.nimbusds.jwt.SignedJWT;
import io.visiona.shared.config.Secret;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Date;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

final class ServiceTokenVerifierTest {
  private static final Secret SECRET = new Secret("a-secret-0123456789-0123456789-0123456789");
  private static final Instant NOW = Instant.parse("2026-05-01T12:00:00Z");
  private static final Clock CLOCK = Clock.fixed(NOW, ZoneOffset.UTC);

  private final ServiceTokenVerifier verifier = new ServiceTokenVerifier(SECRET, CLOCK);

  @Test
  void ourOwn_isGood_forItsAudienceOnly() {
    String token = new ServiceTokens(SECRET, CLOCK).issue("relay", ServiceTokens.API);
    ServiceTokenVerifier.Claims claims = verifier.verify(token, ServiceTokens.API).orElseThrow();
    assertThat(claims.subject()).isEqualTo("relay");
    assertThat(claims.id()).isNotEmpty();
    assertThat(claims.issued()).isEqualTo(NOW.getEpochSecond());
    assertThat(claims.expires()).isEqualTo(NOW.plusSeconds(60).getEpochSecond());
    assertThat(verifier.verify(token, ServiceTokens.RELAY, ServiceTokens.API)).isPresent();
    assertThat(verifier.verify(token, ServiceTokens.RELAY)).isEmpty();
  }

  @Test
  void anothersSecret_isRefused() {
    Secret other = new Secret("another-secret-0123456789-0123456789-01");
    assertThat(verify(new ServiceTokens(other, CLOCK).issue("relay", ServiceTokens.API))).isFalse();
  }

  @Test
  void expired_isRefused_afterTheSkew() throws Exception {
    assertThat(verify(signed(claims -> claims.expirationTime(in(-29))))).isTrue();
    assertThat(verify(signed(claims -> claims.expirationTime(in(-31))))).isFalse();
    assertThat(verify(signed(claims -> claims.expirationTime(null)))).isFalse();
  }

  @Test
  void issuer_groups_andSubject_mustBeThere() throws Exception {
    assertThat(verify(signed(claims -> claims))).isTrue();
    assertThat(verify(signed(claims -> claims.issuer("somebody")))).isFalse();
    assertThat(verify(signed(claims -> claims.issuer(null)))).isFalse();
    assertThat(verify(signed(claims -> claims.subject(null)))).isFalse();
    assertThat(verify(signed(claims -> claims.claim("groups", List.of("people"))))).isFalse();
    assertThat(verify(signed(claims -> claims.claim("groups", null)))).isFalse();
    assertThat(verify(signed(claims -> claims.claim("groups", 5)))).isFalse();
    assertThat(verify(signed(claims -> claims.audience((String) null)))).isFalse();
  }

  @Test
  void otherAlgorithms_areRefused() throws Exception {
    JWTClaimsSet claims = claims().build();
    assertThat(verify(new PlainJWT(claims).serialize())).as("none").isFalse();
    Secret longer = new Secret("a-secret-of-64-bytes-0123456789-0123456789-0123456789-0123456789");
    SignedJWT jwt = new SignedJWT(new JWSHeader(JWSAlgorithm.HS512), claims);
    jwt.sign(new MACSigner(longer.bytes()));
    assertThat(
            new ServiceTokenVerifier(longer, CLOCK)
                .verify(jwt.serialize(), ServiceTokens.API)
                .isPresent())
        .as("HS512")
        .isFalse();
  }

  @Test
  void whatIsNoToken_isRefused() {
    for (String text : List.of("", ".", "..", "a.b.c", "x".repeat(100_000), "\u0000")) {
      assertThat(verify(text)).as(text.substring(0, Math.min(9, text.length()))).isFalse();
    }
  }

  private boolean verify(String token) {
    return verifier.verify(token, ServiceTokens.API).isPresent();
  }

  private static Date in(long seconds) {
    return Date.from(NOW.plus(Duration.ofSeconds(seconds)));
  }

  private static JWTClaimsSet.Builder claims() {
    return new JWTClaimsSet.Builder()
        .issuer(ServiceTokens.ISSUER)
        .subject("relay")
        .audience(ServiceTokens.API)
        .claim("groups", List.of(ServiceTokens.ROLE))
        .issueTime(in(0))
        .expirationTime(in(60))
        .jwtID("one");
  }

  private static String signed(UnaryOperator<JWTClaimsSet.Builder> changed) throws JOSEException {
    SignedJWT jwt =
        new SignedJWT(new JWSHeader(JWSAlgorithm.HS256), changed.apply(claims()).build());
    jwt.sign(new MACSigner(SECRET.bytes()));
    return jwt.serialize();
  }
}
