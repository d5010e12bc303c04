package io.visiona.tests.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.util.Base64URL;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import com.nimbusds.jwt.SignedJWT;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.Test;

/** Tokens that must not count. */
@OnGatewaySite
final class ForgedTokensIT {
  private final GatewaySite site;
  private final String name = GatewaySite.newName();

  ForgedTokensIT(GatewaySite site) {
    this.site = site;
    site.importUser(name);
  }

  @Test
  void badTokens_are401_andNothingReachesTheService() throws Exception {
    String path = "/closed/" + UUID.randomUUID();
    SoftAssertions all = new SoftAssertions();
    for (var token : badTokens().entrySet()) {
      HttpResponse<String> answer = site.getAs(token.getValue(), path);
      boolean expired = token.getKey().startsWith("expired");
      all.assertThat(answer.statusCode()).as(token.getKey()).isEqualTo(401);
      all.assertThat(GatewaySite.code(answer))
          .as(token.getKey())
          .isEqualTo(expired ? "TOKEN_EXPIRED" : "INVALID_TOKEN");
      all.assertThat(answer.headers().firstValue("WWW-Authenticate").orElse(""))
          .as(token.getKey())
          .startsWith("Bearer ")
          .contains("error=\"invalid_token\"");
      all.assertThat(answer.body()).as(token.getKey()).doesNotContain(token.getValue());
    }
    all.assertAll();
    assertThat(site.service().received(path)).isEmpty();
    assertThat(site.keys().others()).as("no address of a token is ever asked").isZero();
    assertThat(site.getAs(site.token(name), path).statusCode()).isEqualTo(200);
  }

  private Map<String, String> badTokens() throws JOSEException {
    Map<String, String> bad = new LinkedHashMap<>();
    JWTClaimsSet good = GatewaySite.claims(name).build();
    RSAKey key = site.key();
    RSAKey other = KeyServer.newKey();
    URI elsewhere = site.keys().uri().resolve("/elsewhere");
    bad.put("alg none", new PlainJWT(good).serialize());
    bad.put("alg none with a signature", new PlainJWT(good).serialize() + "c2ln");
    bad.put("HS256 with the RSA key", hmac(key.toRSAPublicKey().getEncoded(), good));
    bad.put(
        "HS256 with the key as PEM",
        hmac(
            key.toPublicJWK().toJSONString().getBytes(java.nio.charset.StandardCharsets.UTF_8),
            good));
    bad.put(
        "RS512 where RS256 is configured",
        GatewaySite.sign(
            key, new JWSHeader.Builder(JWSAlgorithm.RS512).keyID(key.getKeyID()).build(), good));
    bad.put(
        "PS256 where RS256 is configured",
        GatewaySite.sign(
            key, new JWSHeader.Builder(JWSAlgorithm.PS256).keyID(key.getKeyID()).build(), good));
    bad.put(
        "another key under a known kid",
        GatewaySite.sign(
            other, new JWSHeader.Builder(JWSAlgorithm.RS256).keyID(key.getKeyID()).build(), good));
    bad.put(
        "kid traversal",
        GatewaySite.sign(
            other,
            new JWSHeader.Builder(JWSAlgorithm.RS256).keyID("../../../../dev/null").build(),
            good));
    bad.put(
        "kid injection",
        GatewaySite.sign(
            other, new JWSHeader.Builder(JWSAlgorithm.RS256).keyID("' OR '1'='1").build(), good));
    bad.put(
        "embedded key",
        GatewaySite.sign(
            other,
            new JWSHeader.Builder(JWSAlgorithm.RS256)
                .jwk(other.toPublicJWK())
                .keyID(other.getKeyID())
                .build(),
            good));
    bad.put(
        "jku",
        GatewaySite.sign(
            other,
            new JWSHeader.Builder(JWSAlgorithm.RS256)
                .jwkURL(elsewhere)
                .keyID(other.getKeyID())
                .build(),
            good));
    bad.put(
        "x5u",
        GatewaySite.sign(
            other,
            new JWSHeader.Builder(JWSAlgorithm.RS256)
                .x509CertURL(elsewhere)
                .keyID(other.getKeyID())
                .build(),
            good));
    bad.put(
        "unknown extension",
        GatewaySite.sign(
            key,
            new JWSHeader.Builder(JWSAlgorithm.RS256)
                .keyID(key.getKeyID())
                .criticalParams(java.util.Set.of("exp"))
                .customParam("exp", 1)
                .build(),
            good));
    bad.put("wrong iss", site.token(name, claims -> claims.issuer("https://issuer.example.test/")));
    bad.put("no iss", site.token(name, claims -> claims.issuer(null)));
    bad.put("wrong aud", site.token(name, claims -> claims.audience("another")));
    bad.put("no aud", site.token(name, claims -> claims.audience((String) null)));
    bad.put("expired", site.token(name, claims -> claims.expirationTime(at(-61))));
    bad.put("no exp", site.token(name, claims -> claims.expirationTime(null)));
    bad.put(
        "exp as text",
        site.token(name, claims -> claims.expirationTime(null).claim("exp", "tomorrow")));
    bad.put("nbf ahead", site.token(name, claims -> claims.notBeforeTime(at(90))));
    bad.put("iat ahead", site.token(name, claims -> claims.issueTime(at(90))));
    bad.put("no username", site.token(name, claims -> claims.claim("username", null)));
    bad.put("blank username", site.token(name, claims -> claims.claim("username", " ")));
    bad.put(
        "username with a line end",
        site.token(name, claims -> claims.claim("username", name + "\r\nX-User-Id: 1")));
    bad.put("username as number", site.token(name, claims -> claims.claim("username", 7)));
    bad.put("huge username", site.token(name, claims -> claims.claim("username", "x".repeat(300))));
    String token = site.token(name);
    bad.put(
        "bit flipped",
        token.substring(0, token.length() - 20)
            + (token.charAt(token.length() - 20) == 'A' ? 'B' : 'A')
            + token.substring(token.length() - 19));
    bad.put("truncated", token.substring(0, token.length() - 30));
    bad.put("no signature", token.substring(0, token.lastIndexOf('.') + 1));
    bad.put("five parts", token + ".x.y");
    bad.put("not a token", "abc");
    bad.put(
        "internal service token",
        hmac(
            java.util.Arrays.copyOf(
                "development-internal-secret".getBytes(java.nio.charset.StandardCharsets.UTF_8),
                32),
            good));
    return bad;
  }

  @Test
  void clocksMayDiffer_byAMinute() {
    String late = site.token(name, claims -> claims.expirationTime(at(-40)));
    String early = site.token(name, claims -> claims.notBeforeTime(at(40)).issueTime(at(40)));
    assertThat(site.getAs(late, "/closed/late").statusCode()).isEqualTo(200);
    assertThat(site.getAs(early, "/closed/early").statusCode()).isEqualTo(200);
  }

  @Test
  void credentials_otherThanABearerToken_are401() {
    for (String credentials :
        new String[] {
          "Basic YWxpY2U6YWxpY2U=", "Digest username=\"alice\"", "bearer", "Bearer", "Bearer  "
        }) {
      HttpResponse<String> answer = site.get("/closed/credentials", "Authorization", credentials);
      assertThat(answer.statusCode()).as(credentials).isEqualTo(401);
    }
    assertThat(site.service().received("/closed/credentials")).isEmpty();
  }

  @Test
  void tokenInTheUrl_isNoCredential() {
    HttpResponse<String> answer = site.get("/closed/in-url?access_token=" + site.token(name));
    assertThat(answer.statusCode()).isEqualTo(401);
    assertThat(GatewaySite.code(answer)).isEqualTo("AUTHENTICATION_FAILED");
  }

  @Test
  void aThousandUnknownKeyIds_areAtMostOneFetchInAnInterval() {
    assertThat(site.getAs(site.token(name), "/closed/before").statusCode()).isEqualTo(200);
    RSAKey other = KeyServer.newKey();
    int before = site.keys().fetches();
    long began = System.nanoTime();
    String signed =
        GatewaySite.sign(
            other,
            new JWSHeader.Builder(JWSAlgorithm.RS256).keyID("made-up").build(),
            GatewaySite.claims(name).build());
    String rest = signed.substring(signed.indexOf('.'));
    for (int i = 0; i < 1000; i++) {
      String header = "{\"alg\":\"RS256\",\"kid\":\"made-up-" + i + "\"}";
      String token =
          java.util.Base64.getUrlEncoder()
                  .withoutPadding()
                  .encodeToString(header.getBytes(java.nio.charset.StandardCharsets.UTF_8))
              + rest;
      assertThat(site.getAs(token, "/closed/unknown").statusCode()).isEqualTo(401);
    }
    long intervals = 1 + (System.nanoTime() - began) / GatewaySite.KEY_REFETCH.toNanos();
    assertThat((long) site.keys().fetches() - before).isLessThanOrEqualTo(intervals);
  }

  @Test
  void keyRotatedUnderItsOldId_isFetched_andTheOldOneCountsNoMore() {
    String old = site.token(name);
    assertThat(site.getAs(old, "/closed/old").statusCode()).isEqualTo(200);
    RSAKey rotated = new RSAKey.Builder(KeyServer.newKey()).keyID(site.key().getKeyID()).build();
    String fresh =
        GatewaySite.sign(
            rotated,
            new JWSHeader.Builder(JWSAlgorithm.RS256).keyID(rotated.getKeyID()).build(),
            GatewaySite.claims(name).build());
    try {
      site.keys().publish(List.of(rotated));
      awaitAccepted(fresh);
      assertThat(site.getAs(old, "/closed/old").statusCode()).isEqualTo(401);
    } finally {
      site.keys().publish(List.of(site.key()));
    }
    awaitAccepted(site.token(name));
  }

  private void awaitAccepted(String token) {
    await()
        .atMost(GatewaySite.KEY_REFETCH.multipliedBy(3))
        .pollInterval(Duration.ofMillis(300))
        .until(() -> site.getAs(token, "/closed/rotated").statusCode() == 200);
  }

  @Test
  void signature_hasOneSpelling() {
    String token = site.token(name);
    String unsigned = token.substring(0, token.lastIndexOf('.') + 1);
    byte[] signature = Base64.getUrlDecoder().decode(token.substring(unsigned.length()));
    String standard = Base64.getEncoder().encodeToString(signature);
    for (String other :
        List.of(
            Base64.getUrlEncoder().encodeToString(signature),
            standard,
            standard.replace("=", ""),
            token.substring(unsigned.length()) + "=",
            token.substring(unsigned.length()) + "A")) {
      // A signature of 256 bytes has no character in which the alphabets differ once in a while.
      if (!other.equals(token.substring(unsigned.length()))) {
        assertThat(site.getAs(unsigned + other, "/closed/spelling").statusCode())
            .as(other)
            .isEqualTo(401);
      }
    }
    assertThat(site.getAs(token, "/closed/spelling").statusCode()).isEqualTo(200);
  }

  @Test
  void thumbprintThatIsNotInTheSet_doesNotMatter_whereTheIdFits() {
    String token =
        GatewaySite.sign(
            site.key(),
            new JWSHeader.Builder(JWSAlgorithm.RS256)
                .keyID(site.key().getKeyID())
                .x509CertSHA256Thumbprint(Base64URL.encode(new byte[32]))
                .build(),
            GatewaySite.claims(name).build());
    assertThat(site.getAs(token, "/closed/thumbprint").statusCode()).isEqualTo(200);
  }

  @Test
  void containersOwnJwtCheck_leavesTheGatewaysTokensAlone() throws Exception {
    assertThat(site.getAs(site.token(name), "/closed/container").statusCode()).isEqualTo(200);
    assertThat(site.getAs("not.a.token", "/closed/container").statusCode()).isEqualTo(401);
    assertThat(site.getAs("not.a.token", "/open/container").statusCode()).isEqualTo(200);
    // Taken for a service JWT, or judged against the operators.
    assertThat(Files.readString(site.stack().apiServer().messages()))
        .doesNotContainPattern("CWWKS(1100A|3005E|55\\d\\dE)");
  }

  private static Date at(int seconds) {
    return Date.from(Instant.now().plusSeconds(seconds));
  }

  private static String hmac(byte[] secret, JWTClaimsSet claims) {
    SignedJWT jwt = new SignedJWT(new JWSHeader(JWSAlgorithm.HS256), claims);
    try {
      jwt.sign(new MACSigner(secret));
    } catch (JOSEException e) {
      throw new IllegalStateException(e);
    }
    return jwt.serialize();
  }
}
