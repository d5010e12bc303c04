package io.visiona.api.identity.signin;

import static io.visiona.api.identity.signin.ScriptedProvider.sign;
import static io.visiona.api.identity.signin.SignInWorld.NOTHING;
import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import com.nimbusds.jwt.SignedJWT;
import io.visiona.api.identity.signin.CallbackOutcome.Reason;
import io.visiona.api.identity.signin.CallbackOutcome.Refused;
import io.visiona.api.identity.signin.CallbackOutcome.SignedIn;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Date;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * Every forgery must be refused, and none may make this server fetch anything but the provider's
 * keys.
 */
class ForgedIdTokenTest {
  private final SignInWorld world = new SignInWorld();
  private final ScriptedProvider provider = world.provider;

  @AfterEach
  void close() {
    world.close();
  }

  @Test
  void untouched_isAccepted() {
    assertThat(attempt()).isInstanceOf(SignedIn.class);
  }

  @Test
  void missingNonce_isRefused() {
    assertRefused(claims -> claims.claim("nonce", null));
  }

  @Test
  void wrongNonce_isRefused() {
    assertRefused(claims -> claims.claim("nonce", "another"));
  }

  @Test
  void unsigned_isRefused() {
    provider.idToken = nonce -> new PlainJWT(provider.claims(nonce).build()).serialize();
    assertRefused();
  }

  @Test
  void hmacWithThePublicKey_isRefused() {
    for (byte[] secret : List.of(pem(provider.key), modulus(provider.key))) {
      provider.idToken = nonce -> hmac(secret, provider.claims(nonce).build());
      assertRefused();
    }
  }

  @Test
  void hmacWithTheClientSecret_isRefused() {
    byte[] secret = "0123456789abcdef0123456789abcdef".getBytes(StandardCharsets.UTF_8);
    provider.metadata.put(
        "id_token_signing_alg_values_supported", List.of("RS256", "HS256", "none"));
    provider.idToken = nonce -> hmac(secret, provider.claims(nonce).build());
    assertRefused();
  }

  @Test
  void algorithmTheProviderDoesNotOffer_isRefused() {
    provider.idToken =
        nonce ->
            sign(
                provider.key,
                new JWSHeader.Builder(JWSAlgorithm.RS512).keyID(provider.key.getKeyID()).build(),
                provider.claims(nonce).build());
    assertRefused();
  }

  @Test
  void changedAfterSigning_isRefused() {
    provider.idToken =
        nonce -> {
          String good = sign(provider.key, provider.claims(nonce).build());
          String other =
              sign(provider.key, provider.claims(nonce).subject("somebody-else").build());
          return String.join(
              ".", good.split("\\.", -1)[0], other.split("\\.", -1)[1], good.split("\\.", -1)[2]);
        };
    assertRefused();
  }

  @Test
  void keyInTheHeader_isNotUsed() {
    RSAKey own = ScriptedProvider.OTHER_KEY;
    provider.idToken =
        nonce ->
            sign(
                own,
                new JWSHeader.Builder(JWSAlgorithm.RS256).jwk(own.toPublicJWK()).build(),
                provider.claims(nonce).build());
    assertRefused();
  }

  @Test
  void addressesInTheHeader_areNotFetched() {
    RSAKey own = ScriptedProvider.OTHER_KEY;
    try (ScriptedProvider elsewhere = new ScriptedProvider(world.clock)) {
      elsewhere.published.set(0, own);
      URI there = URI.create(elsewhere.issuer() + "/keys");
      provider.idToken =
          nonce ->
              sign(
                  own,
                  new JWSHeader.Builder(JWSAlgorithm.RS256)
                      .keyID(own.getKeyID())
                      .jwkURL(there)
                      .x509CertURL(there)
                      .build(),
                  provider.claims(nonce).build());
      assertRefused();
      assertThat(elsewhere.keyFetches).hasValue(0);
    }
  }

  @Test
  void wrongIssuer_isRefused() {
    assertRefused(claims -> claims.issuer("https://evil.test"));
    assertRefused(claims -> claims.issuer(provider.issuer() + "/"));
    assertRefused(claims -> claims.issuer(null));
  }

  @Test
  void wrongAudience_isRefused() {
    assertRefused(claims -> claims.audience("another-client"));
    assertRefused(claims -> claims.audience((String) null));
  }

  @Test
  void severalAudiences_needUsAsTheAuthorizedParty() {
    List<String> both = List.of(ScriptedProvider.CLIENT, "another-client");
    assertRefused(claims -> claims.audience(both));
    assertRefused(claims -> claims.audience(both).claim("azp", "another-client"));
    assertRefused(claims -> claims.claim("azp", "another-client"));
    script(claims -> claims.audience(both).claim("azp", ScriptedProvider.CLIENT));
    assertThat(attempt()).isInstanceOf(SignedIn.class);
  }

  @Test
  void expiredBeyondTheSkew_isRefused() {
    assertRefused(claims -> claims.expirationTime(from(Duration.ofSeconds(-31))));
    assertRefused(claims -> claims.expirationTime(null));
  }

  @Test
  void expiredWithinTheSkew_isAccepted() {
    script(claims -> claims.expirationTime(from(Duration.ofSeconds(-10))));
    assertThat(attempt()).isInstanceOf(SignedIn.class);
  }

  @Test
  void fromTheFuture_isRefused() {
    assertRefused(claims -> claims.issueTime(from(Duration.ofSeconds(90))));
    assertRefused(claims -> claims.notBeforeTime(from(Duration.ofSeconds(90))));
    assertRefused(claims -> claims.issueTime(null));
  }

  @Test
  void accessTokenOfAnother_isRefused() {
    assertRefused(claims -> claims.claim("at_hash", "AAAAAAAAAAAAAAAAAAAAAA"));
  }

  @Test
  void unusableSubject_isRefused() {
    assertRefused(claims -> claims.subject(null));
    assertRefused(claims -> claims.subject("s".repeat(256)));
  }

  @Test
  void rotatedKey_isFetchedAtOnce() {
    assertThat(attempt()).isInstanceOf(SignedIn.class);
    RSAKey next = ScriptedProvider.OTHER_KEY;
    provider.published.set(0, next);
    provider.idToken = nonce -> sign(next, provider.claims(nonce).build());

    assertThat(attempt()).isInstanceOf(SignedIn.class);
    assertThat(provider.keyFetches).hasValue(2);
  }

  @Test
  void thousandUnknownKeys_costOneFetchInAnInterval() {
    assertThat(attempt()).isInstanceOf(SignedIn.class);
    // No key verifies it: one signature does for all of them.
    String own = sign(ScriptedProvider.OTHER_KEY, provider.claims("any").build());
    String signature = own.substring(own.lastIndexOf('.') + 1);
    IntStream.range(0, 1000)
        .forEach(i -> {
          JWSHeader header = new JWSHeader.Builder(JWSAlgorithm.RS256).keyID("kid-" + i).build();
          provider.idToken =
              nonce ->
                  header.toBase64URL()
                      + "."
                      + provider.claims(nonce).build().toPayload().toBase64URL()
                      + "."
                      + signature;
          assertRefused();
        });
    assertThat(provider.keyFetches).hasValue(2);

    world.nanos.addAndGet(Duration.ofSeconds(31).toNanos());
    assertRefused();
    assertThat(provider.keyFetches).hasValue(3);
  }

  @Test
  void knownKeys_areUsedWhileTheProviderHasNone() {
    assertThat(attempt()).isInstanceOf(SignedIn.class);
    provider.keysAnswer = new ScriptedProvider.Answer(500, "{}");
    world.nanos.addAndGet(Duration.ofMinutes(20).toNanos());

    assertThat(attempt()).isInstanceOf(SignedIn.class);
    assertThat(provider.keyFetches).hasValueGreaterThan(1);
  }

  private CallbackOutcome attempt() {
    return world.finish(world.open(NOTHING));
  }

  private void script(UnaryOperator<JWTClaimsSet.Builder> change) {
    provider.idToken = nonce -> sign(provider.key, change.apply(provider.claims(nonce)).build());
  }

  private void assertRefused(UnaryOperator<JWTClaimsSet.Builder> change) {
    script(change);
    assertRefused();
  }

  private void assertRefused() {
    assertThat(attempt()).isEqualTo(new Refused(Reason.REJECTED));
  }

  private Date from(Duration offset) {
    return Date.from(world.clock.instant().plus(offset));
  }

  private static String hmac(byte[] secret, JWTClaimsSet claims) {
    SignedJWT jwt = new SignedJWT(new JWSHeader(JWSAlgorithm.HS256), claims);
    try {
      jwt.sign(new MACSigner(Arrays.copyOf(secret, Math.max(32, secret.length))));
    } catch (JOSEException e) {
      throw new IllegalStateException(e);
    }
    return jwt.serialize();
  }

  private static byte[] pem(RSAKey key) {
    try {
      return key.toRSAPublicKey().getEncoded();
    } catch (JOSEException e) {
      throw new IllegalStateException(e);
    }
  }

  private static byte[] modulus(RSAKey key) {
    return key.getModulus().decode();
  }
}
