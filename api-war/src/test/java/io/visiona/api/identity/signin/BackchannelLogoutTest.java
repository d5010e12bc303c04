package io.visiona.api.identity.signin;

import static io.visiona.api.identity.signin.ScriptedProvider.sign;
import static io.visiona.api.identity.signin.SignInWorld.NOTHING;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import com.nimbusds.jwt.SignedJWT;
import io.visiona.api.identity.oidc.LogoutTokens;
import io.visiona.api.identity.oidc.StaleTolerantCache;
import io.visiona.api.identity.sessions.SessionKey;
import io.visiona.api.identity.signin.BackchannelLogout.Outcome;
import io.visiona.api.identity.signin.CallbackOutcome.SignedIn;
import io.visiona.shared.error.ApiException;
import io.visiona.shared.error.ErrorCode;
import java.time.Duration;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.UnaryOperator;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** OpenID Connect Back-Channel Logout 1.0: what ends sessions, and what must not. */
class BackchannelLogoutTest {
  private final SignInWorld world = new SignInWorld();
  private final ScriptedProvider provider = world.provider;
  private SessionKey session = SessionKey.of("none yet");

  @BeforeEach
  void signIn() {
    session = SessionKey.of(((SignedIn) world.finish(world.open(NOTHING))).sessionId());
  }

  @AfterEach
  void close() {
    world.close();
  }

  @Test
  void sidAndSub_endThatSession() {
    assertThat(logout(claims -> claims)).isEqualTo(new Outcome.Done(1));
    assertThat(world.sessions.find(session)).isEmpty();
  }

  @Test
  void sidAlone_endsThatSession() {
    assertThat(logout(claims -> claims.subject(null))).isEqualTo(new Outcome.Done(1));
  }

  @Test
  void subAlone_endsAllOfThePersonsSessions() {
    world.finish(world.open(NOTHING));

    assertThat(logout(claims -> claims.claim("sid", null))).isEqualTo(new Outcome.Done(2));
    assertThat(world.sessions.find(session)).isEmpty();
  }

  /**
   * The provider ends the session after it has given the tokens, and before we have stored them.
   */
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void logoutWhileSomebodySignsIn_endsWhatIsBeingMade(boolean wholePerson) {
    SignInWorld.Tab tab = world.open(NOTHING);
    world.meanwhile =
        () ->
            assertThat(logout(claims -> wholePerson ? claims.claim("sid", null) : claims))
                .isInstanceOf(Outcome.Done.class);
    assertThat(world.finish(tab)).isInstanceOf(CallbackOutcome.Refused.class);
    assertThat(world.sessions.ofSubject("subject-1")).isEmpty();
  }

  @Test
  void anotherSession_endsNothing() {
    assertThat(logout(claims -> claims.claim("sid", "another"))).isEqualTo(new Outcome.Done(0));
    assertThat(logout(claims -> claims.subject("another"))).isEqualTo(new Outcome.Done(0));
    assertThat(world.sessions.find(session)).isPresent();
  }

  @ParameterizedTest
  @ValueSource(strings = {"logout+jwt", "LOGOUT+JWT", "JWT"})
  void usualTypes_areAccepted(String type) {
    assertThat(world.logout.end(signed(type, claims().build()), session -> {}))
        .isInstanceOf(Outcome.Done.class);
  }

  @Test
  void missingType_isAccepted() {
    JWSHeader header =
        new JWSHeader.Builder(JWSAlgorithm.RS256).keyID(provider.key.getKeyID()).build();
    assertThat(world.logout.end(sign(provider.key, header, claims().build()), session -> {}))
        .isInstanceOf(Outcome.Done.class);
  }

  @Test
  void anotherType_isRefused() {
    assertRefused(signed("at+jwt", claims().build()));
  }

  @Test
  void typeWithALineBreak_makesNoLineOfItsOwnInTheLog() {
    List<String> lines = new CopyOnWriteArrayList<>();
    Logger logger = Logger.getLogger(BackchannelLogout.class.getName());
    Handler handler = new Lines(lines);
    logger.addHandler(handler);
    try {
      assertRefused(signed("x\r\nINFO somebody signed in", claims().build()));
    } finally {
      logger.removeHandler(handler);
    }
    assertThat(lines).hasSize(1);
    assertThat(lines.getFirst()).contains("somebody signed in").doesNotContain("\n", "\r");
  }

  private static final class Lines extends Handler {
    private final List<String> lines;

    Lines(List<String> lines) {
      this.lines = lines;
    }

    @Override
    public void publish(LogRecord message) {
      lines.add(new SimpleFormatter().formatMessage(message));
    }

    @Override
    public void flush() {
      // Nothing is kept back.
    }

    @Override
    public void close() {
      // Nothing is open.
    }
  }

  @Test
  void nonce_isRefused() {
    assertRefused(claims -> claims.claim("nonce", "n"));
  }

  @Test
  void missingEvent_isRefused() {
    assertRefused(claims -> claims.claim("events", null));
    assertRefused(claims -> claims.claim("events", Map.of("https://other.test/event", Map.of())));
    assertRefused(claims -> claims.claim("events", Map.of(LogoutTokens.EVENT, "x")));
    assertRefused(claims -> claims.claim("events", LogoutTokens.EVENT));
  }

  @Test
  void unsigned_isRefused() {
    assertRefused(new PlainJWT(claims().build()).serialize());
  }

  @Test
  void hmac_isRefused() throws JOSEException {
    SignedJWT jwt = new SignedJWT(new JWSHeader(JWSAlgorithm.HS256), claims().build());
    jwt.sign(new MACSigner(provider.key.toRSAPublicKey().getEncoded()));
    assertRefused(jwt.serialize());
  }

  @Test
  void anotherKey_isRefused() {
    assertRefused(sign(ScriptedProvider.OTHER_KEY, claims().build()));
    JWSHeader claimsToBeTheProviders =
        new JWSHeader.Builder(JWSAlgorithm.RS256)
            .keyID(provider.key.getKeyID())
            .jwk(ScriptedProvider.OTHER_KEY.toPublicJWK())
            .build();
    assertRefused(sign(ScriptedProvider.OTHER_KEY, claimsToBeTheProviders, claims().build()));
  }

  @Test
  void wrongIssuer_isRefused() {
    assertRefused(claims -> claims.issuer(provider.issuer() + "/"));
    assertRefused(claims -> claims.issuer(null));
  }

  @Test
  void wrongAudience_isRefused() {
    assertRefused(claims -> claims.audience("another-client"));
    assertRefused(claims -> claims.audience((String) null));
  }

  @Test
  void wrongTimes_areRefused() {
    assertRefused(claims -> claims.issueTime(from(Duration.ofSeconds(90))));
    assertRefused(
        claims -> claims.issueTime(from(LogoutTokens.MOST_AGE.negated().minusSeconds(31))));
    assertRefused(claims -> claims.issueTime(null));
    assertRefused(claims -> claims.expirationTime(from(Duration.ofSeconds(-31))));
    assertRefused(claims -> claims.expirationTime(null));
    assertRefused(claims -> claims.notBeforeTime(from(Duration.ofSeconds(90))));
  }

  @Test
  void neitherSidNorSub_isRefused() {
    assertRefused(claims -> claims.subject(null).claim("sid", null));
    assertRefused(claims -> claims.subject(null).claim("sid", 7));
    assertRefused(claims -> claims.subject(null).claim("sid", ""));
  }

  @Test
  void missingJti_isRefused() {
    assertRefused(claims -> claims.jwtID(null));
    assertRefused(claims -> claims.jwtID("x".repeat(256)));
  }

  @Test
  void replayedToken_isRefused_andSparesTheNextSession() {
    String token = signed("logout+jwt", claims().claim("sid", null).build());
    assertThat(world.logout.end(token, session -> {})).isEqualTo(new Outcome.Done(1));
    world.clock.advance(Duration.ofMillis(1));
    signIn();

    assertRefused(token);
  }

  @Test
  void replayedToken_isRefusedAsLongAsItIsNotTooOld() {
    String token =
        signed(
            "logout+jwt",
            claims().expirationTime(from(Duration.ofDays(1))).claim("sid", "another").build());
    assertThat(world.logout.end(token, session -> {})).isInstanceOf(Outcome.Done.class);
    for (int minute = 0; minute < 20; minute++) {
      assertThat(world.logout.end(token, session -> {}))
          .as("after %d minutes", minute)
          .isEqualTo(new Outcome.Refused());
      world.clock.advance(Duration.ofMinutes(1));
      world.nanos.addAndGet(Duration.ofMinutes(1).toNanos());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "x", "a.b.c", "....", "eyJhbGciOiJub25lIn0.e30."})
  void garbage_isRefused(String token) {
    assertRefused(token);
  }

  @Test
  void providerWithoutKeys_isUnavailable_andTheTokenMayComeAgain() {
    try (SignInWorld fresh = new SignInWorld()) {
      fresh.provider.keysAnswer = new ScriptedProvider.Answer(500, "{}");
      String token =
          ScriptedProvider.sign(fresh.provider.key, fresh.provider.logoutClaims().build());
      assertThatThrownBy(() -> fresh.logout.end(token, session -> {}))
          .isInstanceOfSatisfying(
              ApiException.class,
              failed -> assertThat(failed.code()).isEqualTo(ErrorCode.IDP_UNAVAILABLE));

      fresh.provider.keysAnswer = null;
      fresh.nanos.addAndGet(StaleTolerantCache.FAILURE_PAUSE.toNanos());
      assertThat(fresh.logout.end(token, session -> {})).isEqualTo(new Outcome.Done(0));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "logout_token=",
        "logout_token=a&logout_token=b",
        "other=a",
        "%zz=%",
        "logout_token"
      })
  void formWithoutExactlyOneToken_isABadRequest(String form) {
    assertThatThrownBy(() -> BackchannelLogoutResource.token(form))
        .isInstanceOfSatisfying(
            ApiException.class,
            failed -> assertThat(failed.code()).isEqualTo(ErrorCode.BAD_REQUEST));
  }

  private Outcome logout(UnaryOperator<JWTClaimsSet.Builder> change) {
    return world.logout.end(signed("logout+jwt", change.apply(claims()).build()), session -> {});
  }

  private void assertRefused(UnaryOperator<JWTClaimsSet.Builder> change) {
    assertRefused(signed("logout+jwt", change.apply(claims()).build()));
  }

  private void assertRefused(String token) {
    assertThat(world.logout.end(token, session -> {})).isEqualTo(new Outcome.Refused());
    assertThat(world.sessions.find(session)).as("the session is kept").isPresent();
  }

  private JWTClaimsSet.Builder claims() {
    return provider.logoutClaims().jwtID(UUID.randomUUID().toString());
  }

  private Date from(Duration offset) {
    return Date.from(world.clock.instant().plus(offset));
  }

  private String signed(String type, JWTClaimsSet claims) {
    return sign(
        provider.key,
        new JWSHeader.Builder(JWSAlgorithm.RS256)
            .keyID(provider.key.getKeyID())
            .type(new JOSEObjectType(type))
            .build(),
        claims);
  }
}
