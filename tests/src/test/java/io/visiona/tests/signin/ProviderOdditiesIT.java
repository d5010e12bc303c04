package io.visiona.tests.signin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jwt.JWTClaimsSet;
import io.visiona.launch.Person;
import io.visiona.tests.support.Plain;
import io.visiona.tests.support.RawExchange;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import net.minidev.json.JSONObject;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Providers as they are: what is odd about them and not needed costs nobody their sign-in. */
@OnSites
final class ProviderOdditiesIT {
  private static final Duration SOON = Duration.ofSeconds(15);

  /** After which a document that was fetched before is fetched again for who is sent there. */
  private static final Duration PRESENT = Duration.ofSeconds(1);

  /** UTF-16 units that are kept of a person's name. */
  private static final int LONGEST_TEXT = 200;

  private final Site site;

  ProviderOdditiesIT(Site site) {
    this.site = site;
  }

  private HttpResponse<String> signIn() {
    Browser browser = site.browser();
    return site.finish(browser, browser.open("/agents"));
  }

  private static UnaryOperator<Map<String, Object>> with(String name, @Nullable Object value) {
    return tokens -> {
      Map<String, Object> changed = new HashMap<>(tokens);
      changed.put(name, value);
      return changed;
    };
  }

  static Stream<UnaryOperator<Map<String, Object>>> oddAnswers() {
    return Stream.of(
        with("refresh_token", ""),
        with("refresh_token", null),
        with("refresh_token", 7),
        with("expires_in", null),
        with("expires_in", -1),
        with("expires_in", 0),
        with("expires_in", 1e30),
        with("expires_in", "3600"),
        with("expires_in", "soon"),
        with("expires_in", List.of(1)),
        with("scope", List.of("openid", "profile")),
        with("scope", 7),
        with("token_type", null),
        with("token_type", "DPoP?"),
        with("unknown", Map.of("a", List.of())),
        tokens -> {
          Map<String, Object> least = new HashMap<>(tokens);
          least.keySet().retainAll(List.of("access_token", "id_token"));
          return least;
        });
  }

  @ParameterizedTest
  @MethodSource("oddAnswers")
  void tokenEndpoint_whateverIsOddInItsAnswer_signsIn(UnaryOperator<Map<String, Object>> oddity) {
    site.provider().changeTokens(oddity);
    Browser browser = site.browser();
    HttpResponse<String> answer = site.finish(browser, browser.open("/agents"));
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(302);
    assertThat(browser.me()).isEqualTo(200);
  }

  @Test
  void tokenAnswerThatHasNothingReadable_isARefusedSignIn_not503() {
    for (String missing : List.of("access_token", "id_token")) {
      site.provider().changeTokens(with(missing, null));
      assertThat(signIn().statusCode()).as(missing).isEqualTo(401);
    }
  }

  @Test
  void answersInGzip_areReadThoughNobodyAskedForThem() {
    site.provider().compress();
    site.provider().encodings.clear();
    await()
        .pollDelay(PRESENT.plusMillis(100))
        .atMost(SOON)
        .untilAsserted(() -> assertThat(signIn().statusCode()).isEqualTo(302));
    assertThat(site.provider().encodings).hasSizeGreaterThan(1).containsOnly("identity");
  }

  static Stream<Map<String, Object>> oddFields() {
    return Stream.of(
        Map.of("service_documentation", ""),
        Map.of("op_policy_uri", "policy.html"),
        Map.of("end_session_endpoint", "no url at all"),
        Map.of("authorization_response_iss_parameter_supported", "true"),
        Map.of("prompt_values_supported", List.of("login", "whatever")),
        Map.of("subject_types_supported", "missing"),
        Map.of("token_endpoint_auth_methods_supported", List.of("none", "client_secret_basic")),
        Map.of("token_endpoint_auth_signing_alg_values_supported", List.of("none", "RS256")),
        Map.of("id_token_signing_alg_values_supported", List.of("none", "RS256", "XX99")));
  }

  @ParameterizedTest
  @MethodSource("oddFields")
  void discoveryField_thatNobodyUses_mayBeAnything(Map<String, Object> odd) {
    int before = site.provider().discoveries.get();
    site.provider().metadata.putAll(odd);
    if (odd.containsValue("missing")) {
      site.provider().metadata.keySet().removeAll(odd.keySet());
    }
    Browser browser = site.browser();
    await()
        .atMost(SOON)
        .until(() ->
            browser.get("/api/auth/login").statusCode() == 302
                && site.provider().discoveries.get() > before);
    assertThat(signIn().statusCode()).isEqualTo(302);
    assertThat(site.signedIn().change("POST", "/api/auth/logout", "").statusCode()).isEqualTo(200);
  }

  @Test
  void byteOrderMark_beforeTheDocument_isNotReadAsPartOfIt() {
    int before = site.provider().discoveries.get();
    site.provider().prefixDiscovery("\ufeff");
    await()
        .atMost(SOON)
        .until(() -> signIn().statusCode() == 302 && site.provider().discoveries.get() > before);
  }

  /** What operators are told. */
  private String readiness() {
    int port = site.stack().ports().operations();
    return Plain.get(URI.create("http://127.0.0.1:" + port + "/health/ready")).body();
  }

  @Test
  void badDocument_isSaid_andTheGoodOneGoesOn() {
    site.signedIn();
    site.provider().metadata.remove("token_endpoint");
    await()
        .atMost(SOON)
        .untilAsserted(() -> {
          assertThat(site.browser().get("/api/auth/login").statusCode()).isEqualTo(302);
          assertThat(readiness()).contains("token_endpoint");
        });
    assertThat(signIn().statusCode()).isEqualTo(302);
    site.provider().reset();
    await()
        .atMost(SOON)
        .untilAsserted(() -> {
          assertThat(signIn().statusCode()).isEqualTo(302);
          assertThat(readiness()).doesNotContain("token_endpoint");
        });
  }

  /** Keys as sets have them; every one of them made the whole set useless. */
  static List<@Nullable Object> oddKeys() {
    Map<String, Object> withoutModulus = new LinkedHashMap<>(publicKey(Forge.newKey()));
    withoutModulus.remove("n");
    Map<String, Object> numericId = new LinkedHashMap<>(publicKey(Forge.newKey()));
    numericId.put("kid", 7);
    Map<String, Object> contradiction = new LinkedHashMap<>(publicKey(Forge.newKey()));
    contradiction.put("use", "sig");
    contradiction.put("key_ops", List.of("encrypt"));
    Map<String, Object> certificate = new LinkedHashMap<>(publicKey(Forge.newKey()));
    certificate.put("x5c", List.of("bm90IGEgY2VydGlmaWNhdGU="));
    return Arrays.asList(
        Map.of("kty", "EC", "crv", "P-999", "x", "AA", "y", "AA", "kid", "unknown-curve"),
        Map.of("kty", "OKP", "crv", "Ed25519", "x", "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"),
        Map.of("kty", "EC", "crv", "P-256", "x", "AQ", "y", "AQ", "kid", "off-the-curve"),
        withoutModulus,
        Map.of("kid", "no-type"),
        contradiction,
        certificate,
        numericId,
        null,
        "a text",
        List.of());
  }

  private static Map<String, Object> publicKey(RSAKey key) {
    return new JSONObject(key.toPublicJWK().toJSONObject());
  }

  @Test
  void oddKeysOfTheSet_areSkipped_oneByOne(@Sites.Confidential Site confidential) {
    confidential.provider().oddKeys.addAll(oddKeys());
    confidential.provider().rotateKey();
    awaitSignIn(confidential);
  }

  @Test
  void keyRotatedUnderItsOldId_isFetched(@Sites.Confidential Site confidential) {
    confidential.signedIn();
    confidential.provider().rotateKeyUnderTheSameId();
    awaitSignIn(confidential);
  }

  @Test
  void keyWithoutAnId_isFetchedWhenItIsRotated(@Sites.Confidential Site confidential) {
    ScriptedProvider provider = confidential.provider();
    for (int i = 0; i < 2; i++) {
      provider.rotateKey();
      RSAKey anonymous = new RSAKey.Builder(provider.key()).keyID(null).build();
      provider.published.clear();
      provider.published.add(anonymous);
      provider.script(
          grant -> Forge.sign(anonymous, Forge.header(anonymous).build(), grant.claims().build()));
      awaitSignIn(confidential);
    }
  }

  @Test
  void logoutTokenOfAKeyRotatedUnderItsOldId_isAccepted(@Sites.Confidential Site confidential) {
    String subject = Site.somebody();
    // Another test may have rotated the key a moment ago: it is fetched once in an interval.
    AtomicReference<Browser> signedIn = new AtomicReference<>();
    await()
        .pollInterval(Duration.ofMillis(300))
        .atMost(Duration.ofSeconds(Sites.IDLE_SECONDS))
        .untilAsserted(() -> signedIn.set(confidential.signedIn(subject)));
    Browser browser = Objects.requireNonNull(signedIn.get());
    confidential.provider().rotateKeyUnderTheSameId();
    RSAKey key = confidential.provider().key();
    await()
        .pollInterval(Duration.ofMillis(300))
        .atMost(Duration.ofSeconds(Sites.IDLE_SECONDS))
        .untilAsserted(() -> {
          String token =
              Forge.sign(
                  key,
                  Forge.header(key).build(),
                  new JWTClaimsSet.Builder()
                      .issuer(confidential.provider().issuer())
                      .subject(subject)
                      .audience(ScriptedProvider.CLIENT)
                      .issueTime(Grant.in(Duration.ZERO))
                      .expirationTime(Grant.in(Duration.ofMinutes(2)))
                      .jwtID(UUID.randomUUID().toString())
                      .claim(
                          "events",
                          Map.of("http://schemas.openid.net/event/backchannel-logout", Map.of()))
                      .build());
          assertThat(
                  confidential
                      .browser()
                      .send(
                          "POST",
                          "/api/auth/backchannel-logout",
                          "logout_token=" + token,
                          "Content-Type",
                          "application/x-www-form-urlencoded")
                      .statusCode())
              .isEqualTo(200);
        });
    assertThat(browser.me()).isEqualTo(401);
  }

  private static void awaitSignIn(Site confidential) {
    await()
        .atMost(SOON)
        .untilAsserted(() -> {
          Browser browser = confidential.browser();
          assertThat(confidential.finish(browser, browser.open("/")).statusCode()).isEqualTo(302);
        });
  }

  @Test
  void emptySubject_isRefused_not500() {
    for (String subject : Arrays.asList("", " ", null)) {
      site.provider()
          .script(grant ->
              Forge.sign(site.provider().key(), grant.claims().claim("sub", subject).build()));
      assertThat(signIn().statusCode()).as("subject '" + subject + "'").isEqualTo(401);
    }
  }

  @Test
  void longName_isNotCutWithinACharacter() {
    String name = "n".repeat(LONGEST_TEXT - 1) + "\ud83d\ude00 and more";
    site.provider()
        .script(
            grant -> Forge.sign(site.provider().key(), grant.claims().claim("name", name).build()));
    Browser browser = site.browser();
    assertThat(site.finish(browser, browser.open("/")).statusCode()).isEqualTo(302);
    assertThat(Person.json(browser.get("/api/auth/me").body()).getString("name"))
        .isEqualTo("n".repeat(LONGEST_TEXT - 1));
  }

  /** As they stand in the address. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "/api/auth/callback?error=access_denied&error_description=100%+sure",
        "/api/auth/callback?error=access_denied&error_description=%zz&state=%",
        "/api/auth/callback?code=%&state=%2",
      })
  void percentSignThatEncodesNothing_endsOnThePage_notInJson(String address) throws IOException {
    RawExchange.Answer page = site.browser().visitAsTyped(address);
    assertThat(page.status()).isEqualTo(400);
    assertThat(page.head()).containsIgnoringCase("\r\nContent-Type: text/html");
    assertThat(page.body()).contains("<h1>").doesNotContain("Exception", "{\"error\"");
  }
}
