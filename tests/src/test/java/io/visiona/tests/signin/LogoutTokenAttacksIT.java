package io.visiona.tests.signin;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.oauth2.sdk.util.URLUtils;
import io.visiona.tests.support.EventReader;
import io.visiona.tests.support.OpenThree;
import io.visiona.tests.support.SuiteSecrets;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Logout tokens that are not what they should be. The person must stay signed in. */
@OnSites
final class LogoutTokenAttacksIT {
  private final Site site;
  private final ScriptedProvider provider;
  private final Browser browser;
  private final Grant grant;

  LogoutTokenAttacksIT(Site site) {
    this.site = site;
    this.provider = site.provider();
    this.browser = site.browser();
    Map<String, String> answer = site.answer(browser.open("/"), null);
    this.grant = provider.granted(answer.getOrDefault("code", ""));
    assertThat(browser.comeBack(answer).statusCode()).isEqualTo(302);
  }

  @Test
  void goodToken_endsTheSessionItNames_andNoOther() {
    Browser other = site.signedIn(grant.subject());
    HttpResponse<String> response = send(sign(claims().build()));
    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(response.headers().firstValue("Cache-Control")).contains("no-store");
    assertThat(browser.me()).isEqualTo(401);
    assertThat(other.me()).isEqualTo(200);
  }

  @Test
  void goodToken_endsWhatTheSessionHasOpen_within1s() throws Exception {
    String cookie = Objects.requireNonNull(browser.cookie());
    try (EventReader open = new EventReader(site.api(), cookie, "")) {
      assertThat(send(sign(claims().build())).statusCode()).isEqualTo(200);
      open.await("event: session_ended", OpenThree.WITHIN);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"logout+jwt", "application/logout+jwt", "JWT"})
  void typesThatProvidersSend_areAccepted(String type) {
    String token =
        Forge.sign(
            provider.key(),
            Forge.header(provider.key()).type(new JOSEObjectType(type)).build(),
            claims().build());
    assertThat(send(token).statusCode()).isEqualTo(200);
    assertThat(browser.me()).isEqualTo(401);
  }

  @Test
  void tokenThatNeverExpires_orOfAnotherType_is400() {
    assertRefusedClaims(claims -> claims.expirationTime(null));
    assertRefused(
        Forge.sign(
            provider.key(),
            Forge.header(provider.key()).type(new JOSEObjectType("at+jwt")).build(),
            claims().build()));
  }

  @Test
  void goodTokenWithoutASession_endsAllOfThePerson() {
    Browser other = site.signedIn(grant.subject());
    Browser somebodyElse = site.signedIn();
    assertThat(send(sign(claims().claim("sid", null).build())).statusCode()).isEqualTo(200);
    assertThat(browser.me()).isEqualTo(401);
    assertThat(other.me()).isEqualTo(401);
    assertThat(somebodyElse.me()).isEqualTo(200);
  }

  @Test
  void attack18_tokenWithANonce_is400() {
    assertRefusedClaims(claims -> claims.claim("nonce", grant.parameter("nonce")));
  }

  @Test
  void attack18_idTokenAsLogoutToken_is400() {
    assertRefused(
        Forge.sign(provider.key(), grant.claims().jwtID(UUID.randomUUID().toString()).build()));
  }

  @Test
  void attack18_tokenWithoutTheEvent_is400() {
    assertRefusedClaims(claims -> claims.claim("events", null));
    assertRefusedClaims(claims -> claims.claim("events", Map.of()));
    assertRefusedClaims(claims ->
        claims.claim("events", Map.of("http://schemas.openid.net/event/other", Map.of())));
    assertRefusedClaims(claims -> claims.claim("events", Forge.LOGOUT));
  }

  @Test
  void attack18_tokenWithoutASignature_is400() {
    assertRefused(Forge.unsigned(claims().build()));
    String[] parts = sign(claims().build()).split("\\.", -1);
    assertRefused(parts[0] + "." + parts[1] + ".");
  }

  @Test
  void attack18_hs256SignedWithTheRsaPublicKey_is400() {
    assertRefused(Forge.hmac(Forge.publicKey(provider.key()), claims().build()));
    assertRefused(
        Forge.hmac(
            provider.key().toPublicJWK().toJSONString().getBytes(StandardCharsets.UTF_8),
            claims().build()));
  }

  @Test
  void attack18_tokenOfAnotherKey_is400_andNoAddressIsFetched() {
    RSAKey own = Forge.OTHER_KEY;
    assertRefused(
        Forge.sign(
            own, Forge.header(own).keyID(provider.key().getKeyID()).build(), claims().build()));
    assertRefused(
        Forge.sign(own, Forge.header(own).jwk(own.toPublicJWK()).build(), claims().build()));
    assertRefused(
        Forge.sign(
            own,
            Forge.header(own).jwkURL(URI.create(provider.issuer() + "/elsewhere/keys")).build(),
            claims().build()));
    assertThat(provider.strayRequests).isEmpty();
  }

  @Test
  void signatureInAnotherSpelling_is400() {
    assertRefused(sign(claims().build()) + "==");
    assertRefused(Forge.otherLastBit(sign(claims().build())));
  }

  @Test
  void attack18_wrongAudienceOrIssuer_is400() {
    assertRefusedClaims(claims -> claims.audience("another-client"));
    assertRefusedClaims(claims -> claims.audience(List.of()));
    assertRefusedClaims(claims -> claims.issuer("https://evil.test"));
    assertRefusedClaims(claims -> claims.issuer(provider.issuer() + "/"));
  }

  @Test
  void attack18_staleOrFutureToken_is400() {
    assertRefusedClaims(claims -> claims.expirationTime(Grant.in(Duration.ofMinutes(-2))));
    assertRefusedClaims(claims -> claims.issueTime(Grant.in(Duration.ofMinutes(-30))));
    assertRefusedClaims(claims -> claims.issueTime(Grant.in(Duration.ofMinutes(5))));
  }

  @Test
  void attack18_tokenThatNamesNobody_orHasNoId_is400() {
    assertRefusedClaims(claims -> claims.claim("sid", null).subject(null));
    assertRefusedClaims(claims -> claims.jwtID(null));
  }

  @Test
  void attack18_replayedToken_is400() {
    // Of the person's sessions the token ends all there are now; one that begins later must not be
    // ended by it.
    String token = sign(claims().claim("sid", null).build());
    assertThat(send(token).statusCode()).isEqualTo(200);
    Browser again = site.signedIn(grant.subject());
    assertThat(send(token).statusCode()).isEqualTo(400);
    assertThat(again.me()).isEqualTo(200);
  }

  @Test
  void attack18_missingOrRepeatedToken_is400() {
    String token = sign(claims().build());
    for (String form :
        List.of("", "logout_token=", "other=x", "logout_token=x&logout_token=" + token)) {
      assertThat(post(form).statusCode()).isEqualTo(400);
    }
    assertThat(browser.me()).isEqualTo(200);
  }

  @Test
  void sessionOfAnotherPersonsSubject_isNotEnded() {
    assertThat(send(sign(claims().subject(Site.somebody()).build())).statusCode()).isEqualTo(200);
    assertThat(browser.me()).isEqualTo(200);
  }

  private JWTClaimsSet.Builder claims() {
    return Forge.logoutClaims(provider, grant);
  }

  private String sign(JWTClaimsSet claims) {
    return Forge.sign(
        provider.key(),
        Forge.header(provider.key()).type(new JOSEObjectType("logout+jwt")).build(),
        claims);
  }

  private void assertRefusedClaims(UnaryOperator<JWTClaimsSet.Builder> change) {
    assertRefused(sign(change.apply(claims()).build()));
  }

  private void assertRefused(String token) {
    assertThat(send(token).statusCode()).isEqualTo(400);
    assertThat(browser.me()).isEqualTo(200);
  }

  private HttpResponse<String> send(String token) {
    SuiteSecrets.remember("logout token", token);
    return post(URLUtils.serializeParameters(Map.of("logout_token", List.of(token))));
  }

  private HttpResponse<String> post(String form) {
    return site.browser()
        .send(
            "POST",
            "/api/auth/backchannel-logout",
            form,
            "Content-Type",
            "application/x-www-form-urlencoded");
  }
}
