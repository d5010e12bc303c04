package io.visiona.api.identity.signin;

import static io.visiona.api.identity.signin.SignInWorld.NOTHING;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.entry;

import com.nimbusds.oauth2.sdk.util.URLUtils;
import io.visiona.api.identity.sessions.SessionCookie.Presented;
import io.visiona.api.identity.sessions.SessionKey;
import io.visiona.api.identity.sessions.UserSession;
import io.visiona.api.identity.signin.CallbackOutcome.AlreadySignedIn;
import io.visiona.api.identity.signin.CallbackOutcome.Reason;
import io.visiona.api.identity.signin.CallbackOutcome.Refused;
import io.visiona.api.identity.signin.CallbackOutcome.SignedIn;
import io.visiona.api.identity.signin.SignInWorld.Tab;
import io.visiona.shared.error.ApiException;
import io.visiona.shared.error.ErrorCode;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SignInTest {
  private final SignInWorld world = new SignInWorld();

  @AfterEach
  void close() {
    world.close();
  }

  @Test
  void request_carriesPkceStateAndNonce() {
    Map<String, String> request = world.open(NOTHING).request();

    assertThat(request)
        .containsEntry("response_type", "code")
        .containsEntry("client_id", "visiona")
        .containsEntry("redirect_uri", "http://127.0.0.1:3721/api/auth/callback")
        .containsEntry("scope", "openid profile email")
        .containsEntry("code_challenge_method", "S256")
        .containsKeys("state", "nonce", "code_challenge");
  }

  @Test
  void goodAnswer_signsInWithTheProvidersIdentity() {
    SignedIn outcome = signedIn(world.finish(world.open(NOTHING, "/agents?x=1")));

    assertThat(outcome.returnTo()).isEqualTo("/agents?x=1");
    UserSession session = session(outcome).orElseThrow();
    assertThat(session.caller().subject()).isEqualTo("subject-1");
    assertThat(session.caller().username()).isEqualTo("alice");
    assertThat(session.caller().email()).isEqualTo("alice@example.test");
    assertThat(session.providerSession()).isEqualTo("sid-1");
    assertThat(session.tokens().refreshToken()).isEqualTo("refresh-token");
  }

  @Test
  void unknownState_isRefusedWithoutAskingTheProvider() {
    Tab tab = world.open(NOTHING);
    int before = world.provider.discoveries.get();

    CallbackOutcome outcome =
        world.finish(
            tab.browser(),
            Map.of("state", "x".repeat(32), "code", "c", "iss", world.provider.issuer()));

    assertThat(outcome).isEqualTo(new Refused(Reason.UNKNOWN_STATE));
    assertThat(world.provider.exchanges).hasValue(0);
    assertThat(world.provider.discoveries).hasValue(before);
  }

  @Test
  void stateOfAnotherBrowser_isRefusedAndStaysUsableInItsOwn() {
    Tab victim = world.open(NOTHING);
    Tab attacker = world.open(NOTHING);

    assertThat(world.finish(victim.browser(), attacker))
        .isEqualTo(new Refused(Reason.UNKNOWN_STATE));
    assertThat(world.finish(NOTHING, attacker)).isEqualTo(new Refused(Reason.UNKNOWN_STATE));
    assertThat(world.finish(new Presented.Forged(), attacker))
        .isEqualTo(new Refused(Reason.UNKNOWN_STATE));
    assertThat(world.finish(attacker)).isInstanceOf(SignedIn.class);
  }

  @Test
  void replayedCallback_isRefusedInTheOldSession_andSendsTheLiveOneHome() {
    Tab tab = world.open(NOTHING);
    SignedIn outcome = signedIn(world.finish(tab));

    assertThat(world.finish(tab)).isEqualTo(new Refused(Reason.UNKNOWN_STATE));
    assertThat(world.finish(new Presented.Signed(outcome.sessionId()), tab))
        .isInstanceOf(AlreadySignedIn.class);
    assertThat(world.provider.exchanges).hasValue(1);
  }

  @Test
  void unknownStateInALiveSession_isStillRefused() {
    SignedIn outcome = signedIn(world.finish(world.open(NOTHING)));

    assertThat(
            world.finish(
                new Presented.Signed(outcome.sessionId()),
                Map.of("state", "y".repeat(32), "code", "c")))
        .isEqualTo(new Refused(Reason.UNKNOWN_STATE));
  }

  @Test
  void twoTabs_bothSignIn() {
    Tab first = world.open(NOTHING);
    Tab second = world.open(first.browser());
    assertThat(second.browser()).isEqualTo(first.browser());

    SignedIn one = signedIn(world.finish(first));
    SignedIn two = signedIn(world.finish(new Presented.Signed(one.sessionId()), second));

    assertThat(session(one)).as("the second sign-in replaced the first one's session").isEmpty();
    assertThat(session(two)).isPresent();
  }

  @Test
  void fiftyTabs_keepOneCookieAndTheLastEight() {
    Tab first = world.open(NOTHING);
    Tab last = first;
    for (int i = 1; i < 50; i++) {
      last = world.open(first.browser());
      assertThat(last.browser()).isEqualTo(first.browser());
    }

    assertThat(world.finish(first)).isEqualTo(new Refused(Reason.UNKNOWN_STATE));
    assertThat(world.finish(last)).isInstanceOf(SignedIn.class);
  }

  @Test
  void cookieSetBeforeSignIn_isNotTheOneAfter() {
    String planted = world.cookie.newId();
    Tab tab = world.open(new Presented.Signed(planted));
    SignedIn outcome = signedIn(world.finish(tab));

    assertThat(tab.browser())
        .as("an id nobody knows here is not kept")
        .isNotEqualTo(new Presented.Signed(planted));
    assertThat(tab.browser()).isNotEqualTo(new Presented.Signed(outcome.sessionId()));
    assertThat(world.sessions.find(SessionKey.of(planted))).isEmpty();
    assertThat(world.sessions.find(((Presented.Signed) tab.browser()).key())).isEmpty();
  }

  @Test
  void signingInAgain_killsTheSessionBefore() {
    SignedIn before = signedIn(world.finish(world.open(NOTHING)));
    SignedIn after = signedIn(world.finish(world.open(new Presented.Signed(before.sessionId()))));

    assertThat(session(before)).isEmpty();
    assertThat(session(after)).isPresent();
  }

  @Test
  void afterTenMinutes_theSignInIsOver() {
    Tab tab = world.open(NOTHING);
    world.clock.advance(Duration.ofMinutes(10));

    assertThat(world.finish(tab)).isEqualTo(new Refused(Reason.UNKNOWN_STATE));
    assertThat(world.provider.exchanges).hasValue(0);
  }

  @Test
  void signOut_endsTheSession() {
    SignedIn outcome = signedIn(world.finish(world.open(NOTHING)));

    Optional<URI> elsewhere = world.signIn.signOut(session(outcome).orElseThrow());

    assertThat(session(outcome)).isEmpty();
    assertThat(elsewhere).as("this provider has no logout page").isEmpty();
  }

  @Test
  void signOut_leadsToTheProvidersLogoutWithoutAnyToken_howeverLongItIsAway() {
    world.provider.metadata.put("end_session_endpoint", world.provider.issuer() + "/logout");
    UserSession session = session(signedIn(world.finish(world.open(NOTHING)))).orElseThrow();
    int discoveries = world.provider.discoveries.get();
    world.nanos.addAndGet(Duration.ofDays(1).toNanos());

    URI elsewhere = world.signIn.signOut(session).orElseThrow();

    assertThat(URLUtils.parseParameters(elsewhere.getRawQuery()))
        .containsOnly(
            entry("client_id", List.of("visiona")),
            entry("post_logout_redirect_uri", List.of("http://127.0.0.1:3721/")));
    assertThat(world.provider.discoveries)
        .as("nobody waits for the provider")
        .hasValue(discoveries);
  }

  @Test
  void codeTheProviderRefuses_signsNobodyIn() {
    world.provider.tokenAnswer = new ScriptedProvider.Answer(400, "{\"error\":\"invalid_grant\"}");

    assertThat(world.finish(world.open(NOTHING))).isEqualTo(new Refused(Reason.REJECTED));
  }

  @Test
  void refusedClient_isMisconfiguration() {
    world.provider.tokenAnswer = new ScriptedProvider.Answer(401, "{\"error\":\"invalid_client\"}");
    Tab tab = world.open(NOTHING);

    assertThatThrownBy(() -> world.finish(tab))
        .isInstanceOfSatisfying(
            ApiException.class,
            failed -> assertThat(failed.code()).isEqualTo(ErrorCode.IDP_MISCONFIGURED));
  }

  @Test
  void refusal_remembersWhereThePersonWantedToGo() {
    world.provider.tokenAnswer = new ScriptedProvider.Answer(400, "{\"error\":\"invalid_grant\"}");

    assertThat(world.finish(world.open(NOTHING, "/agents?x=1")))
        .isEqualTo(new Refused(Reason.REJECTED, "/agents?x=1"));
  }

  @Test
  void everyOutcome_isCountedOnce() {
    Tab tab = world.open(NOTHING);
    SignedIn outcome = signedIn(world.finish(tab));
    world.finish(tab);
    world.finish(new Presented.Signed(outcome.sessionId()), tab);
    world.provider.tokenAnswer = new ScriptedProvider.Answer(503, "{}");
    Tab failing = world.open(NOTHING);
    assertThatThrownBy(() -> world.finish(failing)).isInstanceOf(ApiException.class);

    assertThat(world.results)
        .containsExactly(
            SignInResult.SIGNED_IN,
            SignInResult.UNKNOWN_STATE,
            SignInResult.ALREADY_SIGNED_IN,
            SignInResult.IDP_UNAVAILABLE);
  }

  @Test
  void everyRefusalAndFailure_hasACountOfItsOwn() {
    assertThat(Stream.of(Reason.values()).map(reason -> SignInResult.of(new Refused(reason))))
        .doesNotHaveDuplicates()
        .doesNotContain(SignInResult.SIGNED_IN, SignInResult.ALREADY_SIGNED_IN);
    assertThat(SignInResult.of(ErrorCode.IDP_MISCONFIGURED))
        .isEqualTo(SignInResult.IDP_MISCONFIGURED);
    assertThat(SignInResult.of(ErrorCode.UNAVAILABLE)).isEqualTo(SignInResult.UNAVAILABLE);
  }

  private static SignedIn signedIn(CallbackOutcome outcome) {
    assertThat(outcome).isInstanceOf(SignedIn.class);
    return (SignedIn) outcome;
  }

  private Optional<UserSession> session(SignedIn outcome) {
    return world.sessions.find(SessionKey.of(outcome.sessionId()));
  }
}
