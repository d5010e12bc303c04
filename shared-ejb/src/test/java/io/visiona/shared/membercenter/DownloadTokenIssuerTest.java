package io.visiona.shared.membercenter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.visiona.shared.membercenter.MemberCenterException.IssueTokenFailed;
import io.visiona.shared.membercenter.MemberCenterException.NotConfigured;
import io.visiona.shared.membercenter.MemberCenterException.ServiceTokenFailed;
import io.visiona.shared.membercenter.ScriptedMemberCenter.Call;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The client of model downloads, over real HTTP: every failure of either call, one attempt, 4 KiB,
 * times that are not taken at their word.
 */
@SuppressWarnings("NullAway.Init") // set up before each test
final class DownloadTokenIssuerTest {
  private static final String USER = "user-of-the-tests";
  private static final String KEY = "models/user-of-the-tests/1.nef";
  private static final String GOOD =
      "{\"token\":\"fdt_1\",\"token_type\":\"file_download\",\"expires_at\":\"2026-03-01T12:02:00Z\",\"scope\":\"files:download.read\"}";
  private static final int MOST = 4096;

  private World world;

  @BeforeEach
  void start() throws IOException {
    world = new World(Duration.ofSeconds(1));
    world
        .mc
        .always(ScriptedMemberCenter.TOKEN, World.token("bearer-1", 300))
        .always(ScriptedMemberCenter.DOWNLOAD, Script.ok(GOOD));
  }

  @AfterEach
  void stop() throws IOException {
    world.close();
  }

  @Test
  void credentials_areInTheFormAndNowhereElse() throws InterruptedException {
    DownloadToken token = world.issuer.issue(USER, KEY);

    assertThat(token.token().value()).isEqualTo("fdt_1");
    assertThat(token.expiresAt()).isEqualTo(MovableClock.START.plusSeconds(120));
    Call call = world.mc.calls(ScriptedMemberCenter.TOKEN).getFirst();
    assertThat(call.headers()).doesNotContainKey("authorization");
    assertThat(call.body())
        .isEqualTo(
            "grant_type=client_credentials&scope=files%3Adownload.delegate&client_id=the+downloads+client"
                + "&client_secret=the+secret%3Aof%2Bthe%25downloads%26client");
  }

  @Test
  void request_namesTenantUserAndObject() throws InterruptedException {
    world.issuer.issue(USER, KEY);
    Call call = world.mc.calls(ScriptedMemberCenter.DOWNLOAD).getFirst();
    assertThat(call.headers()).containsEntry("authorization", "Bearer bearer-1");
    assertThat(call.body())
        .isEqualTo(
            "{\"tenant_id\":\"tenant-of-the-tests\",\"user_id\":\"user-of-the-tests\",\"object_key\":\"models/user-of-the-tests/1.nef\","
                + "\"method\":\"GET\",\"expires_in_seconds\":120}");
  }

  static Stream<Named<Script>> failures() {
    return Stream.of(
        Named.of("401", Script.answer(401, "{}")),
        Named.of("403", Script.answer(403, "{}")),
        Named.of("400", Script.answer(400, "{}")),
        Named.of("404", Script.answer(404, "{}")),
        Named.of("500", Script.answer(500, "{}")),
        Named.of("503", Script.answer(503, "{}")),
        Named.of(
            "201 is no success",
            Script.answer(201, "{\"access_token\":\"t\",\"expires_in\":300,\"token\":\"t\"}")),
        Named.of("302", Script.redirect(302, "http://127.0.0.1:9/")),
        Named.of("reset", Script.reset()),
        Named.of("close", Script.close()),
        Named.of(
            "broken off",
            Script.brokenOff("{\"access_token\":\"t\",\"expires_in\":300,\"token\":\"t\"}")),
        Named.of("silence", Script.silence(new CountDownLatch(1))),
        Named.of("dripping", Script.drip(200)),
        Named.of("garbage", Script.ok("<html>")),
        Named.of("empty", Script.ok("")),
        Named.of("no token", Script.ok("{\"expires_in\":300}")),
        Named.of("token of another type", Script.ok("{\"access_token\":1,\"token\":1}")),
        Named.of("4097 bytes", Script.ok(padded(MOST + 1))));
  }

  @ParameterizedTest
  @MethodSource("failures")
  void anyFailureOfTheServiceToken_isServiceTokenFailed_afterOneAttempt(Script failure) {
    world.mc.always(ScriptedMemberCenter.TOKEN, failure);
    refused(ServiceTokenFailed.class);
    assertThat(world.mc.calls(ScriptedMemberCenter.TOKEN)).hasSize(1);
    assertThat(world.mc.calls(ScriptedMemberCenter.DOWNLOAD)).isEmpty();
  }

  @ParameterizedTest
  @MethodSource("failures")
  void anyFailureOfTheDownloadToken_isIssueTokenFailed_afterOneAttempt(Script failure) {
    world.mc.always(ScriptedMemberCenter.DOWNLOAD, failure);
    refused(IssueTokenFailed.class);
    assertThat(world.mc.calls(ScriptedMemberCenter.DOWNLOAD)).hasSize(1);
  }

  @Test
  void answerOfFourKibibytes_isRead() throws InterruptedException {
    world
        .mc
        .always(ScriptedMemberCenter.TOKEN, Script.ok(padded(MOST)))
        .always(ScriptedMemberCenter.DOWNLOAD, Script.ok(padded(MOST)));
    assertThat(world.issuer.issue(USER, KEY).token().value()).isEqualTo("t");
  }

  private static String padded(int length) {
    String beginning = "{\"access_token\":\"t\",\"expires_in\":300,\"token\":\"t\",\"padding\":\"";
    return beginning + "x".repeat(length - beginning.length() - 2) + "\"}";
  }

  @Test
  void answerWithoutEnd_isCut() throws Exception {
    AtomicLong sent = new AtomicLong();
    CountDownLatch hungUp = new CountDownLatch(1);
    world.mc.always(ScriptedMemberCenter.DOWNLOAD, Script.endless(200, sent, hungUp));
    refused(IssueTokenFailed.class);
    assertThat(hungUp.await(10, TimeUnit.SECONDS)).isTrue();
    assertThat(sent.get()).isLessThan(20L << 20);
  }

  @ParameterizedTest
  @CsvSource({"401,true", "403,true", "400,false", "500,false"})
  void unauthorizedDownload_dropsTheServiceToken_andNothingElseDoes(int status, boolean dropped)
      throws InterruptedException {
    world.mc.next(ScriptedMemberCenter.DOWNLOAD, Script.answer(status, "{}"));
    refused(IssueTokenFailed.class);
    world.issuer.issue(USER, KEY);
    assertThat(world.mc.calls(ScriptedMemberCenter.TOKEN)).hasSize(dropped ? 2 : 1);
  }

  @Test
  void failureOfTheServiceToken_isNotKept() throws InterruptedException {
    world.mc.next(ScriptedMemberCenter.TOKEN, Script.answer(500, "{}"));
    refused(ServiceTokenFailed.class);
    assertThat(world.issuer.issue(USER, KEY).token().value()).isEqualTo("fdt_1");
  }

  @Test
  void serviceToken_isFreshUntilThirtySecondsBeforeItsExpiry() throws InterruptedException {
    world.mc.always(ScriptedMemberCenter.TOKEN, World.token("bearer-1", 100));
    world.issuer.issue(USER, KEY);
    world.clock.set(Duration.ofSeconds(70).minusMillis(1));
    world.issuer.issue(USER, KEY);
    assertThat(world.mc.calls(ScriptedMemberCenter.TOKEN)).hasSize(1);
    world.clock.set(Duration.ofSeconds(70));
    world.issuer.issue(USER, KEY);
    assertThat(world.mc.calls(ScriptedMemberCenter.TOKEN)).hasSize(2);
  }

  @ParameterizedTest
  @CsvSource({
    "30,30",
    "1,30",
    "0,30",
    "-5,30",
    "0.1,30",
    "null,30",
    "31,1",
    "1e-999999999,30",
    "1e999999999,315359970",
  })
  void lifetimeOfThirtySecondsOrLess_countsAsSixty(String expiresIn, long freshSeconds)
      throws InterruptedException {
    world.mc.always(
        ScriptedMemberCenter.TOKEN,
        Script.ok("{\"access_token\":\"t\",\"expires_in\":" + expiresIn + "}"));
    world.issuer.issue(USER, KEY);
    world.clock.set(Duration.ofSeconds(freshSeconds).minusMillis(1));
    world.issuer.issue(USER, KEY);
    assertThat(world.mc.calls(ScriptedMemberCenter.TOKEN)).hasSize(1);
    world.clock.set(Duration.ofSeconds(freshSeconds));
    world.issuer.issue(USER, KEY);
    assertThat(world.mc.calls(ScriptedMemberCenter.TOKEN)).hasSize(2);
  }

  @ParameterizedTest
  @ValueSource(strings = {"\"expires_in\":\"300\"", "\"expires_in\":true", "\"expires_in\":[300]"})
  void lifetimeOfAnotherType_isServiceTokenFailed(String field) {
    world.mc.always(
        ScriptedMemberCenter.TOKEN, Script.ok("{\"access_token\":\"t\"," + field + "}"));
    refused(ServiceTokenFailed.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"expires_at\":\"soon\"",
        "\"expires_at\":12",
        "\"expires_at\":null",
        "\"expires_at\":\"2026-13-01T00:00:00Z\"",
        "\"x\":1"
      })
  void expiryThatCannotBeRead_isNoFailure(String field) throws InterruptedException {
    world.mc.always(
        ScriptedMemberCenter.DOWNLOAD, Script.ok("{\"token\":\"fdt_2\"," + field + "}"));
    DownloadToken token = world.issuer.issue(USER, KEY);
    assertThat(token.token().value()).isEqualTo("fdt_2");
    assertThat(token.expiresAt()).isEqualTo(MovableClock.START.plusSeconds(120));
  }

  @ParameterizedTest
  @CsvSource({"'',key", "user,' '"})
  void userAndObjectKey_areRequired(String user, String key) {
    assertThatThrownBy(() -> world.issuer.issue(user, key))
        .isInstanceOf(IllegalArgumentException.class);
    assertThat(world.mc.calls(ScriptedMemberCenter.TOKEN)).isEmpty();
  }

  @Test
  void withoutConfiguration_nothingIsCalled() {
    DownloadTokenIssuer none = new DownloadTokenIssuer(Optional.empty(), Optional.empty());
    assertThat(none.isConfigured()).isFalse();
    assertThatThrownBy(() -> none.issue(USER, KEY)).isInstanceOf(NotConfigured.class);
  }

  private void refused(Class<? extends MemberCenterException> kind) {
    assertThatThrownBy(() -> world.issuer.issue(USER, KEY))
        .isInstanceOf(kind)
        .satisfies(failed ->
            assertThat(ServiceTokenTest.traceOf(failed))
                .doesNotContain("bearer-1", "the secret", "the+secret", USER, KEY, "fdt_"));
    assertThat(world.pauses.taken()).isEmpty();
  }
}
