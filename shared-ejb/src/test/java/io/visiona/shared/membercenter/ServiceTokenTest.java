package io.visiona.shared.membercenter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.visiona.shared.membercenter.MemberCenterException.IdpMisconfigured;
import io.visiona.shared.membercenter.MemberCenterException.IdpUnavailable;
import io.visiona.shared.membercenter.MemberCenterException.NotConfigured;
import io.visiona.shared.membercenter.MemberCenterException.ServiceClientUnauthorized;
import io.visiona.shared.membercenter.ScriptedMemberCenter.Call;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The row "service token" of the error table, retries and limits, over real HTTP. */
@SuppressWarnings("NullAway.Init") // set up before each test
final class ServiceTokenTest {
  private static final String SCOPE = "converter:job.write converter:job.read";
  private static final int ALL_ATTEMPTS = 3;

  private World world;

  @BeforeEach
  void start() throws IOException {
    world = new World(Duration.ofSeconds(2));
  }

  @AfterEach
  void stop() throws IOException {
    world.close();
  }

  @Test
  void request_isClientCredentialsWithBasicAuthentication() throws InterruptedException {
    world.mc.always(ScriptedMemberCenter.TOKEN, World.token("t-1", 300));

    assertThat(world.client.serviceToken(SCOPE).value()).isEqualTo("t-1");

    Call call = world.mc.calls(ScriptedMemberCenter.TOKEN).getFirst();
    assertThat(call.body())
        .isEqualTo(
            "grant_type=client_credentials&scope=converter%3Ajob.write+converter%3Ajob.read");
    assertThat(call.headers())
        .containsEntry("accept", "application/json")
        .containsEntry("content-type", "application/x-www-form-urlencoded")
        .containsEntry(
            "authorization", basic("the+client:the+secret%3Aof%2Bthe%25service%26client"));
  }

  private static String basic(String pair) {
    return "Basic " + Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.US_ASCII));
  }

  @ParameterizedTest
  @ValueSource(ints = {200, 201, 202, 299})
  void any2xxWithATokenAndALifetime_isASuccess(int status) throws InterruptedException {
    world.mc.always(
        ScriptedMemberCenter.TOKEN,
        Script.answer(status, "{\"access_token\":\"t\",\"expires_in\":1}"));
    assertThat(world.client.serviceToken(SCOPE).value()).isEqualTo("t");
  }

  @ParameterizedTest
  @ValueSource(ints = {401, 403})
  void unauthorized_isServiceClientUnauthorized_andNeverRetried(int status) {
    world.mc.always(
        ScriptedMemberCenter.TOKEN, Script.answer(status, "{\"error\":\"invalid_client\"}"));
    refused(ServiceClientUnauthorized.class, 1);
  }

  @ParameterizedTest
  @ValueSource(ints = {400, 404, 405, 409, 422, 429, 499})
  void other4xx_isIdpMisconfigured_andNeverRetried(int status) {
    world.mc.always(
        ScriptedMemberCenter.TOKEN, Script.answer(status, "{\"error\":\"invalid_scope\"}"));
    refused(IdpMisconfigured.class, 1);
  }

  @ParameterizedTest
  @ValueSource(ints = {500, 502, 503, 504, 599})
  void serverError_isIdpUnavailable_afterTwoRetries(int status) {
    world.mc.always(ScriptedMemberCenter.TOKEN, Script.answer(status, "{}"));
    refused(IdpUnavailable.class, ALL_ATTEMPTS);
  }

  @Test
  void connectionReset_isIdpUnavailable_afterTwoRetries() {
    world.mc.always(ScriptedMemberCenter.TOKEN, Script.reset());
    refused(IdpUnavailable.class, ALL_ATTEMPTS);
  }

  @Test
  void closeWithoutAnAnswer_isIdpUnavailable_afterTwoRetries() {
    world.mc.always(ScriptedMemberCenter.TOKEN, Script.close());
    refused(IdpUnavailable.class, ALL_ATTEMPTS);
  }

  @Test
  void bodyThatBreaksOff_isIdpUnavailable_afterTwoRetries() {
    world.mc.always(
        ScriptedMemberCenter.TOKEN,
        Script.brokenOff("{\"access_token\":\"t\",\"expires_in\":300}"));
    refused(IdpUnavailable.class, ALL_ATTEMPTS);
  }

  @Test
  void nobodyThere_isIdpUnavailable_afterTwoRetries() throws IOException {
    world.mc.close();
    assertThatThrownBy(() -> world.client.serviceToken(SCOPE)).isInstanceOf(IdpUnavailable.class);
    assertThat(world.pauses.taken()).containsExactly(Duration.ofSeconds(1), Duration.ofSeconds(2));
  }

  @Test
  void silence_isIdpUnavailable_afterTwoRetries() throws IOException {
    restart(Duration.ofMillis(200));
    CountDownLatch hungUp = new CountDownLatch(ALL_ATTEMPTS);
    world.mc.always(ScriptedMemberCenter.TOKEN, Script.silence(hungUp));
    refused(IdpUnavailable.class, ALL_ATTEMPTS);
  }

  @Test
  void drippingAnswer_isCutWhenTheTimeForTheWholeIsOver() throws IOException {
    restart(Duration.ofMillis(400));
    world.mc.always(ScriptedMemberCenter.TOKEN, Script.drip(200));
    refused(IdpUnavailable.class, ALL_ATTEMPTS);
  }

  @Test
  void bodyOfARefusal_isNotWaitedFor() {
    world.mc.always(ScriptedMemberCenter.TOKEN, Script.drip(400));
    refused(IdpMisconfigured.class, 1);
  }

  @Test
  void attempt_takesTenSecondsAtMost() {
    assertThat(MemberCenterHttp.LIMIT).isEqualTo(Duration.ofSeconds(10));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "null",
        "[]",
        "\"token\"",
        "<html>",
        "{",
        "{}",
        "{\"access_token\":\"t\",\"expires_in\":300} x",
        "{\"expires_in\":300}",
        "{\"access_token\":\"\",\"expires_in\":300}",
        "{\"access_token\":null,\"expires_in\":300}",
        "{\"access_token\":7,\"expires_in\":300}",
        "{\"access_token\":[\"t\"],\"expires_in\":300}",
        "{\"access_token\":\"t\\r\\nX-Injected: 1\",\"expires_in\":300}",
        "{\"access_token\":\"t t\",\"expires_in\":300}",
        "{\"access_token\":\"t\\u00e4\",\"expires_in\":300}",
        "{\"access_token\":\"t\"}",
        "{\"access_token\":\"t\",\"expires_in\":0}",
        "{\"access_token\":\"t\",\"expires_in\":-1}",
        "{\"access_token\":\"t\",\"expires_in\":\"300\"}",
        "{\"access_token\":\"t\",\"expires_in\":null}",
        "{\"access_token\":\"t\",\"expires_in\":true}",
        "{\"access_token\":\"t\",\"expires_in\":{}}",
        "{\"access_token\":\"t\",\"expires_in\":NaN}"
      })
  void successOfABadShape_isIdpUnavailable_andNeverRetried(String body) {
    world.mc.always(ScriptedMemberCenter.TOKEN, Script.ok(body));
    refused(IdpUnavailable.class, 1);
  }

  @Test
  void deeplyNestedGarbage_isIdpUnavailable() {
    world.mc.always(ScriptedMemberCenter.TOKEN, Script.ok("{\"a\":" + "[".repeat(20_000)));
    refused(IdpUnavailable.class, 1);
  }

  @ParameterizedTest
  @ValueSource(ints = {301, 302, 303, 307, 308})
  void redirect_isNotFollowed(int status) throws IOException {
    try (ScriptedMemberCenter elsewhere = new ScriptedMemberCenter()) {
      elsewhere.always(ScriptedMemberCenter.TOKEN, World.token("stolen", 300));
      world.mc.always(
          ScriptedMemberCenter.TOKEN,
          Script.redirect(status, elsewhere.uri() + ScriptedMemberCenter.TOKEN));
      refused(IdpUnavailable.class, 1);
      assertThat(elsewhere.calls(ScriptedMemberCenter.TOKEN)).isEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {200, 400, 500})
  void answerWithoutEnd_isCut(int status) throws Exception {
    AtomicLong sent = new AtomicLong();
    CountDownLatch hungUp = new CountDownLatch(1);
    world
        .mc
        .next(ScriptedMemberCenter.TOKEN, Script.endless(status, sent, hungUp))
        .always(ScriptedMemberCenter.TOKEN, World.token("t", 300));

    switch (status) {
      case 200 -> refused(IdpUnavailable.class, 1);
      case 400 -> refused(IdpMisconfigured.class, 1);
      default -> assertThat(world.client.serviceToken(SCOPE).value()).isEqualTo("t"); // the retry's
    }

    assertThat(hungUp.await(10, TimeUnit.SECONDS)).isTrue();
    assertThat(sent.get()).as("what sockets took in before").isLessThan(20L << 20);
  }

  @Test
  void tenMegabytes_areCutAtTheCap() {
    world.mc.always(
        ScriptedMemberCenter.TOKEN,
        Script.ok("{\"access_token\":\"" + "t".repeat(10 << 20) + "\",\"expires_in\":300}"));
    assertThatThrownBy(() -> world.client.serviceToken(SCOPE))
        .isInstanceOf(IdpUnavailable.class)
        .hasMessageContaining("more than 65536 bytes");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "9223372036854775808",
        "1e400",
        "1E+999999999",
        "99999999999999999999999999999999",
        "31536000000"
      })
  void hugeLifetime_isFreshForTenYearsAtMost(String expiresIn) throws InterruptedException {
    world.mc.always(
        ScriptedMemberCenter.TOKEN,
        Script.ok("{\"access_token\":\"t\",\"expires_in\":" + expiresIn + "}"));
    world.client.serviceToken(SCOPE);
    world.clock.set(Duration.ofDays(3650).minusSeconds(16));
    world.client.serviceToken(SCOPE);
    assertThat(world.mc.calls(ScriptedMemberCenter.TOKEN)).hasSize(1);
    world.clock.set(Duration.ofDays(3650));
    world.client.serviceToken(SCOPE);
    assertThat(world.mc.calls(ScriptedMemberCenter.TOKEN)).hasSize(2);
  }

  @ParameterizedTest
  @ValueSource(strings = {"0.5", "1e-999999999", "14.9"})
  void lifetimeShorterThanTheSkew_isUsedOnceAndNotKept(String expiresIn)
      throws InterruptedException {
    world.mc.always(
        ScriptedMemberCenter.TOKEN,
        Script.ok("{\"access_token\":\"t\",\"expires_in\":" + expiresIn + "}"));
    assertThat(world.client.serviceToken(SCOPE).value()).isEqualTo("t");
    assertThat(world.client.serviceToken(SCOPE).value()).isEqualTo("t");
    assertThat(world.mc.calls(ScriptedMemberCenter.TOKEN)).hasSize(2);
  }

  @Test
  void firstRetry_comesAfterOneSecondAndMayHelp() throws InterruptedException {
    world
        .mc
        .next(ScriptedMemberCenter.TOKEN, Script.answer(503, "{}"))
        .always(ScriptedMemberCenter.TOKEN, World.token("t", 300));
    assertThat(world.client.serviceToken(SCOPE).value()).isEqualTo("t");
    assertThat(world.pauses.taken()).containsExactly(Duration.ofSeconds(1));
    assertThat(world.ended).containsExactly("service SERVICE_TOKEN SUCCESS");
  }

  @Test
  void secondRetry_comesAfterTwoSecondsAndIsTheLast() throws InterruptedException {
    world
        .mc
        .next(ScriptedMemberCenter.TOKEN, Script.reset(), Script.answer(500, ""))
        .always(ScriptedMemberCenter.TOKEN, World.token("t", 300));
    assertThat(world.client.serviceToken(SCOPE).value()).isEqualTo("t");
    assertThat(world.pauses.taken()).containsExactly(Duration.ofSeconds(1), Duration.ofSeconds(2));
  }

  @Test
  void pauses_reallyTakeOneAndTwoSeconds() throws IOException {
    try (World real = World.withRealPauses()) {
      real.mc.always(ScriptedMemberCenter.TOKEN, Script.answer(503, "{}"));
      long began = System.nanoTime();
      assertThatThrownBy(() -> real.client.serviceToken(SCOPE)).isInstanceOf(IdpUnavailable.class);
      assertThat(Duration.ofNanos(System.nanoTime() - began))
          .isBetween(Duration.ofSeconds(3), Duration.ofSeconds(20));
      assertThat(real.mc.calls(ScriptedMemberCenter.TOKEN)).hasSize(ALL_ATTEMPTS);
    }
  }

  @Test
  void refusalAfterARetry_endsTheRetries() {
    world
        .mc
        .next(ScriptedMemberCenter.TOKEN, Script.answer(503, "{}"))
        .always(ScriptedMemberCenter.TOKEN, Script.answer(400, "{}"));
    assertThatThrownBy(() -> world.client.serviceToken(SCOPE)).isInstanceOf(IdpMisconfigured.class);
    assertThat(world.mc.calls(ScriptedMemberCenter.TOKEN)).hasSize(2);
  }

  @Test
  void withoutARegistration_nothingIsCalled() {
    MemberCenterTokenClient none = new MemberCenterTokenClient(Optional.empty());
    assertThat(none.isConfigured()).isFalse();
    assertThatThrownBy(() -> none.serviceToken(SCOPE)).isInstanceOf(NotConfigured.class);
    assertThatThrownBy(() -> none.issueDelegatedDownload("t", "u", "k", Duration.ZERO))
        .isInstanceOf(NotConfigured.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " "})
  void scope_isRequired(String scope) {
    assertThatThrownBy(() -> world.client.serviceToken(scope))
        .isInstanceOf(IllegalArgumentException.class);
    assertThat(world.mc.calls(ScriptedMemberCenter.TOKEN)).isEmpty();
  }

  @Test
  void token_neverPrintsItself() throws InterruptedException {
    world.mc.always(ScriptedMemberCenter.TOKEN, World.token("a-token-that-is-secret", 300));
    assertThat(world.client.serviceToken(SCOPE)).hasToString("***");
  }

  private void refused(Class<? extends MemberCenterException> kind, int attempts) {
    assertThatThrownBy(() -> world.client.serviceToken(SCOPE))
        .isInstanceOf(kind)
        .satisfies(failed ->
            assertThat(traceOf(failed))
                .doesNotContain("the secret", "the+secret", "Basic ", "stolen"));
    assertThat(world.mc.calls(ScriptedMemberCenter.TOKEN)).hasSize(attempts);
    assertThat(world.pauses.taken())
        .isEqualTo(List.of(Duration.ofSeconds(1), Duration.ofSeconds(2)).subList(0, attempts - 1));
    assertThat(world.ended).hasSize(1);
  }

  static String traceOf(Throwable failed) {
    java.io.StringWriter text = new java.io.StringWriter();
    failed.printStackTrace(new java.io.PrintWriter(text));
    return text.toString();
  }

  private void restart(Duration limit) throws IOException {
    world.close();
    world = new World(limit);
  }
}
