package io.visiona.tests.signin;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jwt.JWTClaimsSet;
import java.net.URI;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * ID tokens that are not what they should be. Each must leave the browser without a cookie and
 * signed out.
 */
@OnSites
final class ForgedTokenAttacksIT {
  private final Site site;
  private final ScriptedProvider provider;

  ForgedTokenAttacksIT(Site site) {
    this.site = site;
    this.provider = site.provider();
  }

  @Test
  void untouchedToken_isAccepted() {
    assertThat(site.signedIn().me()).isEqualTo(200);
  }

  @Test
  void attack05_missingOrWrongNonce_is401() {
    assertRefusedClaims(claims -> claims.claim("nonce", null));
    assertRefusedClaims(claims -> claims.claim("nonce", "another"));
    assertRefusedClaims(claims -> claims.claim("nonce", ""));
  }

  @Test
  void attack05_nonceOfAnotherTab_is401() {
    Browser browser = site.browser();
    Tab first = browser.open("/");
    Tab second = browser.open("/");
    provider.script(grant ->
        Forge.sign(
            provider.key(), grant.claims().claim("nonce", first.request().get("nonce")).build()));
    assertThat(site.finish(browser, second).statusCode()).isEqualTo(401);
    assertThat(browser.me()).isEqualTo(401);
  }

  @Test
  void attack06_algNone_is401() {
    assertRefused(grant -> Forge.unsigned(grant.claims().build()));
  }

  @Test
  void attack06_hs256SignedWithTheRsaPublicKey_is401() {
    RSAKey key = provider.key();
    assertRefused(grant -> Forge.hmac(Forge.publicKey(key), grant.claims().build()));
    assertRefused(grant -> Forge.hmac(key.getModulus().decode(), grant.claims().build()));
    assertRefused(grant ->
        Forge.hmac(
            key.toPublicJWK().toJSONString().getBytes(java.nio.charset.StandardCharsets.UTF_8),
            grant.claims().build()));
  }

  @Test
  void attack06_hs256SignedWithTheClientSecret_is401(@Sites.Confidential Site confidential) {
    confidential
        .provider()
        .script(grant ->
            Forge.hmac(
                Site.CLIENT_SECRET.getBytes(java.nio.charset.StandardCharsets.UTF_8),
                grant.claims().build()));
    Browser browser = confidential.browser();
    assertThat(confidential.finish(browser, browser.open("/")).statusCode()).isEqualTo(401);
    assertThat(browser.me()).isEqualTo(401);
  }

  @Test
  void attack07_claimsOfAnotherPersonUnderAGoodSignature_is401() {
    assertRefused(grant -> {
      String good = Forge.sign(provider.key(), grant.claims().build());
      String other = Forge.sign(provider.key(), grant.claims().subject("somebody-else").build());
      return Forge.swapClaims(good, other);
    });
  }

  @Test
  void attack07_signatureOfAnotherKeyUnderTheProvidersKeyId_is401() {
    assertRefused(grant ->
        Forge.sign(
            Forge.OTHER_KEY,
            Forge.header(Forge.OTHER_KEY).keyID(provider.key().getKeyID()).build(),
            grant.claims().build()));
  }

  @Test
  void attack07_keyInTheHeader_is401() {
    RSAKey own = Forge.OTHER_KEY;
    assertRefused(grant ->
        Forge.sign(own, Forge.header(own).jwk(own.toPublicJWK()).build(), grant.claims().build()));
    assertRefused(grant ->
        Forge.sign(
            own,
            Forge.header(own).keyID(provider.key().getKeyID()).jwk(own.toPublicJWK()).build(),
            grant.claims().build()));
  }

  @Test
  void attack07_addressesOfKeysInTheHeader_areNotFetched_and401() {
    URI elsewhere = URI.create(provider.issuer() + "/elsewhere/keys");
    RSAKey own = Forge.OTHER_KEY;
    assertRefused(grant ->
        Forge.sign(
            own,
            Forge.header(own).jwkURL(elsewhere).x509CertURL(elsewhere).build(),
            grant.claims().build()));
    assertThat(provider.strayRequests).isEmpty();
  }

  /** 256 octets leave four bits of the last character unused, and room for two more. */
  @Test
  void signatureInAnotherSpelling_is401() {
    assertRefused(grant -> Forge.sign(provider.key(), grant.claims().build()) + "==");
    assertRefused(grant -> Forge.otherLastBit(Forge.sign(provider.key(), grant.claims().build())));
  }

  @Test
  void attack08_wrongIssuer_is401() {
    assertRefusedClaims(claims -> claims.issuer("https://evil.test"));
    assertRefusedClaims(claims -> claims.issuer(provider.issuer() + "/"));
    assertRefusedClaims(claims -> claims.issuer(null));
  }

  @Test
  void attack08_wrongAudience_is401() {
    assertRefusedClaims(claims -> claims.audience("another-client"));
    assertRefusedClaims(claims -> claims.audience(List.of()));
  }

  @Test
  void attack08_severalAudiencesForAnotherParty_is401() {
    List<String> both = List.of(ScriptedProvider.CLIENT, "another-client");
    assertRefusedClaims(claims -> claims.audience(both).claim("azp", "another-client"));
    assertRefusedClaims(claims -> claims.audience(both));
    assertRefusedClaims(claims -> claims.claim("azp", "another-client"));
  }

  @Test
  void attack09_expiredBeyondTheSkew_is401() {
    assertRefusedClaims(claims -> claims.expirationTime(Grant.in(Duration.ofMinutes(-1))));
    assertRefusedClaims(claims -> claims.expirationTime(null));
  }

  @Test
  void attack09_fromTheFuture_is401() {
    assertRefusedClaims(claims -> claims.issueTime(Grant.in(Duration.ofMinutes(2))));
    assertRefusedClaims(claims -> claims.issueTime(null));
    assertRefusedClaims(claims -> claims.notBeforeTime(Grant.in(Duration.ofMinutes(2))));
  }

  @Test
  void accessTokenThatIsNotTheIdTokensOwn_is401() {
    assertRefusedClaims(claims -> claims.claim("at_hash", "AAAAAAAAAAAAAAAAAAAAAA"));
  }

  @Test
  void answerWithoutAnIdToken_is401() {
    assertRefused(grant -> null);
  }

  private void assertRefusedClaims(UnaryOperator<JWTClaimsSet.Builder> change) {
    assertRefused(grant -> Forge.sign(provider.key(), change.apply(grant.claims()).build()));
  }

  private void assertRefused(Function<Grant, @Nullable String> tokens) {
    provider.script(tokens);
    Browser browser = site.browser();
    HttpResponse<String> response = site.finish(browser, browser.open("/"));
    assertThat(response.statusCode()).isEqualTo(401);
    assertThat(response.headers().allValues("Set-Cookie")).isEmpty();
    assertThat(browser.me()).isEqualTo(401);
  }
}
