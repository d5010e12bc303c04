package io.visiona.api.identity.signin;

import static io.visiona.api.identity.signin.SignInWorld.NOTHING;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.visiona.api.identity.oidc.CallbackResponse;
import io.visiona.api.identity.oidc.ProviderHttp;
import io.visiona.api.identity.oidc.ProviderMetadata;
import io.visiona.api.identity.oidc.StaleTolerantCache;
import io.visiona.api.identity.sessions.SessionKey;
import io.visiona.api.identity.signin.CallbackOutcome.Reason;
import io.visiona.api.identity.signin.CallbackOutcome.Refused;
import io.visiona.api.identity.signin.CallbackOutcome.SignedIn;
import io.visiona.api.identity.signin.ScriptedProvider.Answer;
import io.visiona.api.identity.signin.SignInWorld.Tab;
import io.visiona.shared.error.ApiException;
import io.visiona.shared.error.ErrorCode;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ProviderAwayTest {
  private final SignInWorld world = new SignInWorld();
  private final ScriptedProvider provider = world.provider;

  @AfterEach
  void close() {
    world.close();
  }

  @Test
  void stoppedProvider_meansNoLoginButLiveSessions() {
    SignedIn signedIn = (SignedIn) world.finish(world.open(NOTHING));
    provider.close();
    world.nanos.addAndGet(Duration.ofHours(2).toNanos());

    assertThat(world.sessions.find(SessionKey.of(signedIn.sessionId()))).isPresent();
    assertThat(
            world.signIn.signOut(
                world.sessions.find(SessionKey.of(signedIn.sessionId())).orElseThrow()))
        .isEmpty();
  }

  @Test
  void providerThatWentAway_isUnavailableToWhoeverWouldBeSentThere_butNotToWhoComesBack() {
    Tab inFlight = world.open(NOTHING);
    provider.discoveryAnswer = new Answer(503, "{}");
    world.nanos.addAndGet(ProviderMetadata.PRESENT.toNanos());

    assertUnavailable(() -> world.open(NOTHING));
    assertThat(world.finish(inFlight)).isInstanceOf(SignedIn.class);

    provider.discoveryAnswer = null;
    world.nanos.addAndGet(StaleTolerantCache.FAILURE_PAUSE.toNanos());
    assertThat(world.finish(world.open(NOTHING))).isInstanceOf(SignedIn.class);
  }

  @Test
  void neverReached_isUnavailable_andIsAskedOnceInAMoment() {
    provider.discoveryAnswer = new Answer(503, "{}");
    for (int i = 0; i < 10; i++) {
      assertUnavailable(() -> world.open(NOTHING));
    }
    assertThat(provider.discoveries).hasValue(1);

    provider.discoveryAnswer = null;
    world.nanos.addAndGet(StaleTolerantCache.FAILURE_PAUSE.toNanos());
    assertThat(world.finish(world.open(NOTHING))).isInstanceOf(SignedIn.class);
  }

  @Test
  void issuerThatDiffersByASlash_isUnavailable() {
    provider.metadata.put("issuer", provider.issuer() + "/");
    assertUnavailable(() -> world.open(NOTHING));
  }

  @Test
  void providerThatSignsWithNothingAllowed_isUnavailable() {
    provider.metadata.put("id_token_signing_alg_values_supported", List.of("HS256", "none"));
    assertUnavailable(() -> world.open(NOTHING));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "null", "[]", "{", "<html>", "{\"issuer\":1}"})
  void garbageForMetadata_isUnavailable(String body) {
    provider.discoveryAnswer = new Answer(200, body);
    assertUnavailable(() -> world.open(NOTHING));
  }

  @Test
  void endlessMetadata_isUnavailable() {
    provider.discoveryAnswer =
        new Answer(200, "{\"a\":\"" + "x".repeat((int) ProviderHttp.MOST_BODY_BYTES) + "\"}");
    assertUnavailable(() -> world.open(NOTHING));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "null",
        "{}",
        "{\"access_token\":\"\"}",
        "{\"access_token\":\"a\",\"token_type\":\"Bearer\",\"id_token\":\"x\"}"
      })
  void garbageForTokens_isARefusedSignIn_forTheCodeIsSpent(String body) {
    provider.tokenAnswer = new Answer(200, body);
    Tab tab = world.open(NOTHING);
    assertThat(world.finish(tab)).isInstanceOf(CallbackOutcome.Refused.class);
  }

  @Test
  void tokensWithoutAnIdToken_areRefused() {
    provider.tokenAnswer = new Answer(200, "{\"access_token\":\"a\",\"token_type\":\"Bearer\"}");
    assertThat(world.finish(world.open(NOTHING))).isEqualTo(new Refused(Reason.REJECTED));
  }

  @Test
  void failingTokenEndpoint_isUnavailable_andTheCodeIsSentOnce() {
    provider.tokenAnswer = new Answer(500, "{}");
    Tab tab = world.open(NOTHING);
    assertUnavailable(() -> world.finish(tab));
    assertThat(provider.exchanges).hasValue(1);
  }

  @Test
  void errorAnswer_isDeclined_orUnavailable() {
    assertThat(error("access_denied")).isEqualTo(new Refused(Reason.DECLINED));
    assertUnavailable(() -> error("temporarily_unavailable"));
    assertThat(provider.exchanges).hasValue(0);
  }

  @Test
  void answerOfAnotherIssuer_isRefused() {
    Tab tab = world.open(NOTHING);
    assertThat(
            world.finish(
                tab.browser(),
                Map.of("state", tab.state(), "code", "c", "iss", "https://evil.test")))
        .isEqualTo(new Refused(Reason.WRONG_ISSUER));
    assertThat(provider.exchanges).hasValue(0);
  }

  @Test
  void answerWithoutThePromisedIssuer_isRefused() {
    Tab tab = world.open(NOTHING);
    assertThat(world.finish(tab.browser(), Map.of("state", tab.state(), "code", "c")))
        .isEqualTo(new Refused(Reason.WRONG_ISSUER));
  }

  @Test
  void answerWithoutIssuer_isFineWhereNoneIsPromised() {
    provider.metadata.remove("authorization_response_iss_parameter_supported");
    Tab tab = world.open(NOTHING);
    assertThat(world.finish(tab.browser(), Map.of("state", tab.state(), "code", "c")))
        .isInstanceOf(SignedIn.class);
  }

  @Test
  void answerWithoutCode_isRefused() {
    Tab tab = world.open(NOTHING);
    assertThat(world.finish(tab.browser(), Map.of("state", tab.state(), "iss", provider.issuer())))
        .isEqualTo(new Refused(Reason.NO_CODE));
  }

  @Test
  void parameterGivenTwice_isRefused() {
    assertThat(
            CallbackResponse.of(
                Map.of("state", List.of("s".repeat(32)), "code", List.of("a", "b"))))
        .isEmpty();
    assertThat(CallbackResponse.of(Map.of("state", List.of("s".repeat(32), "t".repeat(32)))))
        .isEmpty();
  }

  private CallbackOutcome error(String code) {
    Tab tab = world.open(NOTHING);
    return world.finish(
        tab.browser(), Map.of("state", tab.state(), "error", code, "iss", provider.issuer()));
  }

  private static void assertUnavailable(ThrowingCallable call) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            ApiException.class,
            failed -> assertThat(failed.code()).isEqualTo(ErrorCode.IDP_UNAVAILABLE));
  }
}
