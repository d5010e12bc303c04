package io.visiona.shared.membercenter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.visiona.shared.membercenter.MemberCenterException.DownloadTokenFailed;
import io.visiona.shared.membercenter.MemberCenterException.IdpMisconfigured;
import io.visiona.shared.membercenter.MemberCenterException.IdpUnavailable;
import io.visiona.shared.membercenter.MemberCenterException.McTokenUnavailable;
import io.visiona.shared.membercenter.MemberCenterException.ServiceClientUnauthorized;
import io.visiona.shared.membercenter.ScriptedMemberCenter.Call;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The row "delegated download" of the error table, over real HTTP. */
@SuppressWarnings("NullAway.Init") // set up before each test
final class DelegatedDownloadTest {
  private static final String USER = "user-of-the-tests";
  private static final String KEY = "models/user-of-the-tests/ä b/1.nef";
  private static final Duration TTL = Duration.ofMinutes(2);
  private static final String GOOD =
      "{\"token\":\"fdt_1\",\"expires_at\":\"2026-03-01T12:02:00Z\"}";
  private static final int ALL_ATTEMPTS = 3;

  private World world;

  @BeforeEach
  void start() throws IOException {
    world = new World(Duration.ofSeconds(2));
    world.mc.always(ScriptedMemberCenter.TOKEN, World.token("bearer-1", 300));
  }

  @AfterEach
  void stop() throws IOException {
    world.close();
  }

  @Test
  void request_carriesTheServiceTokenAndNamesTheObject() throws InterruptedException {
    world.mc.always(ScriptedMemberCenter.DOWNLOAD, Script.ok(GOOD));

    DownloadToken token = world.client.issueDelegatedDownload(World.TENANT, USER, KEY, TTL);

    assertThat(token.token().value()).isEqualTo("fdt_1");
    assertThat(token.expiresAt()).isEqualTo(MovableClock.START.plusSeconds(120));
    assertThat(token.toString()).doesNotContain("fdt_1");
    Call call = world.mc.calls(ScriptedMemberCenter.DOWNLOAD).getFirst();
    assertThat(call.headers())
        .containsEntry("authorization", "Bearer bearer-1")
        .containsEntry("content-type", "application/json");
    assertThat(call.body())
        .isEqualTo(
            "{\"tenant_id\":\"tenant-of-the-tests\",\"user_id\":\"user-of-the-tests\",\"object_key\":\"models/user-of-the-tests/ä b/1.nef\","
                + "\"method\":\"GET\",\"expires_in_seconds\":120}");
    assertThat(world.mc.calls(ScriptedMemberCenter.TOKEN).getFirst().body())
        .endsWith("scope=files%3Adownload.delegate");
  }

  @ParameterizedTest
  @CsvSource({"PT0S,300", "PT-5S,300", "PT0.001S,1", "PT1.5S,2", "PT120S,120"})
  void timeToLive_isWholeSeconds_andNoughtOrLessIs300(Duration ttl, int seconds)
      throws InterruptedException {
    world.mc.always(ScriptedMemberCenter.DOWNLOAD, Script.ok(GOOD));
    world.client.issueDelegatedDownload(World.TENANT, USER, KEY, ttl);
    assertThat(world.mc.calls(ScriptedMemberCenter.DOWNLOAD).getFirst().body())
        .endsWith("\"expires_in_seconds\":" + seconds + "}");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"token\":\"t\",\"expires_at\":\"2026-03-01T14:01:00.5+02:00\"}|60500",
        "{\"token\":\"t\",\"expires_at\":\"2026-03-01T12:01:00Z\",\"expires_in_seconds\":9}|60000",
        "{\"token\":\"t\",\"expires_in_seconds\":90}|90000",
        "{\"token\":\"t\",\"expires_at\":null,\"expires_in_seconds\":90}|90000",
        "{\"token\":\"t\"}|120000"
      })
  void expiry_isWhatIsStated_elseTheLifetime_elseWhatWasAskedFor(String body, long millis)
      throws InterruptedException {
    world.mc.always(ScriptedMemberCenter.DOWNLOAD, Script.ok(body));
    DownloadToken token = world.client.issueDelegatedDownload(World.TENANT, USER, KEY, TTL);
    assertThat(token.expiresAt()).isEqualTo(MovableClock.START.plusMillis(millis));
  }

  @Test
  void downloadTokens_areNeverKept() throws InterruptedException {
    world.mc.next(
        ScriptedMemberCenter.DOWNLOAD,
        Script.ok("{\"token\":\"one\",\"expires_in_seconds\":300}"),
        Script.answer(201, "{\"token\":\"two\",\"expires_in_seconds\":300}"));
    assertThat(world.client.issueDelegatedDownload(World.TENANT, USER, KEY, TTL).token().value())
        .isEqualTo("one");
    assertThat(world.client.issueDelegatedDownload(World.TENANT, USER, KEY, TTL).token().value())
        .isEqualTo("two");
    assertThat(world.mc.calls(ScriptedMemberCenter.TOKEN)).as("the service token is").hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(ints = {401, 403})
  void unauthorized_isServiceClientUnauthorized_andDropsTheServiceToken(int status)
      throws InterruptedException {
    world
        .mc
        .next(ScriptedMemberCenter.DOWNLOAD, Script.answer(status, "{}"))
        .always(ScriptedMemberCenter.DOWNLOAD, Script.ok(GOOD));
    refused(ServiceClientUnauthorized.class, 1);

    world.mc.always(ScriptedMemberCenter.TOKEN, World.token("bearer-2", 300));
    world.client.issueDelegatedDownload(World.TENANT, USER, KEY, TTL);
    assertThat(world.mc.calls(ScriptedMemberCenter.DOWNLOAD).getLast().headers())
        .containsEntry("authorization", "Bearer bearer-2");
  }

  @Test
  void unauthorized_doesNotDropANewerToken() throws Exception {
    CountDownLatch gate = new CountDownLatch(1);
    world
        .mc
        .next(ScriptedMemberCenter.DOWNLOAD, Script.after(gate, Script.answer(401, "{}")))
        .always(ScriptedMemberCenter.DOWNLOAD, Script.ok(GOOD));
    Future<DownloadToken> late =
        world.start(() -> world.client.issueDelegatedDownload(World.TENANT, USER, KEY, TTL));
    await().until(() -> world.mc.calls(ScriptedMemberCenter.DOWNLOAD).size() == 1);
    world.clock.set(Duration.ofSeconds(299));
    world.mc.always(ScriptedMemberCenter.TOKEN, World.token("bearer-2", 300));
    world.client.issueDelegatedDownload(World.TENANT, USER, KEY, TTL);

    gate.countDown();
    assertThatThrownBy(() -> late.get(10, TimeUnit.SECONDS))
        .hasCauseInstanceOf(ServiceClientUnauthorized.class);
    world.client.issueDelegatedDownload(World.TENANT, USER, KEY, TTL);

    assertThat(world.mc.calls(ScriptedMemberCenter.TOKEN)).hasSize(2);
  }

  @ParameterizedTest
  @ValueSource(ints = {400, 404, 409, 422, 429})
  void other4xx_isDownloadTokenFailed_andNeverRetried(int status) {
    world.mc.always(ScriptedMemberCenter.DOWNLOAD, Script.answer(status, "{}"));
    refused(DownloadTokenFailed.class, 1);
  }

  @ParameterizedTest
  @ValueSource(ints = {500, 502, 503, 504})
  void serverError_isMcTokenUnavailable_afterTwoRetries(int status) {
    world.mc.always(ScriptedMemberCenter.DOWNLOAD, Script.answer(status, "{}"));
    refused(McTokenUnavailable.class, ALL_ATTEMPTS);
  }

  @Test
  void networkFailure_isMcTokenUnavailable_afterTwoRetries() {
    world.mc.next(
        ScriptedMemberCenter.DOWNLOAD, Script.reset(), Script.close(), Script.brokenOff(GOOD));
    refused(McTokenUnavailable.class, ALL_ATTEMPTS);
  }

  @Test
  void silence_isMcTokenUnavailable_afterTwoRetries() throws IOException {
    world.close();
    world = new World(Duration.ofMillis(500));
    world.mc.always(ScriptedMemberCenter.TOKEN, World.token("bearer-1", 300));
    world.mc.always(ScriptedMemberCenter.DOWNLOAD, Script.silence(new CountDownLatch(1)));
    refused(McTokenUnavailable.class, ALL_ATTEMPTS);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "nonsense",
        "[]",
        "{}",
        "{\"token\":\"\"}",
        "{\"token\":5}",
        "{\"token\":\"a b\"}",
        "{\"token\":\"t\",\"expires_at\":\"tomorrow\"}",
        "{\"token\":\"t\",\"expires_at\":1772366520}",
        "{\"token\":\"t\",\"expires_in_seconds\":0}",
        "{\"token\":\"t\",\"expires_in_seconds\":\"90\"}"
      })
  void successOfABadShape_isMcTokenUnavailable_andNeverRetried(String body) {
    world.mc.always(ScriptedMemberCenter.DOWNLOAD, Script.ok(body));
    refused(McTokenUnavailable.class, 1);
  }

  @Test
  void tenMegabytes_areCutAtTheCap() {
    world.mc.always(
        ScriptedMemberCenter.DOWNLOAD, Script.ok("{\"token\":\"" + "t".repeat(10 << 20) + "\"}"));
    refused(McTokenUnavailable.class, 1);
  }

  @Test
  void failureOfTheServiceToken_keepsItsOwnMeaning() {
    world.mc.always(ScriptedMemberCenter.TOKEN, Script.answer(401, "{}"));
    refusedByTheTokenEndpoint(ServiceClientUnauthorized.class);
    world.mc.always(ScriptedMemberCenter.TOKEN, Script.answer(400, "{}"));
    refusedByTheTokenEndpoint(IdpMisconfigured.class);
    world.mc.always(ScriptedMemberCenter.TOKEN, Script.answer(503, "{}"));
    refusedByTheTokenEndpoint(IdpUnavailable.class);
  }

  private void refusedByTheTokenEndpoint(Class<? extends MemberCenterException> kind) {
    assertThatThrownBy(() -> world.client.issueDelegatedDownload(World.TENANT, USER, KEY, TTL))
        .isInstanceOf(kind);
    assertThat(world.mc.calls(ScriptedMemberCenter.DOWNLOAD)).isEmpty();
  }

  @Test
  void cancellation_endsTheCallAtOnce() throws Exception {
    CountDownLatch hungUp = new CountDownLatch(1);
    world.mc.always(ScriptedMemberCenter.DOWNLOAD, Script.silence(hungUp));
    Future<DownloadToken> only =
        world.start(() -> world.client.issueDelegatedDownload(World.TENANT, USER, KEY, TTL));
    await().until(() -> world.mc.calls(ScriptedMemberCenter.DOWNLOAD).size() == 1);
    only.cancel(true);
    assertThat(hungUp.await(1, TimeUnit.SECONDS))
        .as("before the attempt's own time is over")
        .isTrue();
    await().until(() -> world.ended.contains("service DOWNLOAD_TOKEN CANCELLED"));
  }

  @Test
  void cancellationDuringAPause_endsTheCallAtOnce() {
    world.pauses.lastForever();
    world.mc.always(ScriptedMemberCenter.DOWNLOAD, Script.answer(500, "{}"));
    Future<DownloadToken> only =
        world.start(() -> world.client.issueDelegatedDownload(World.TENANT, USER, KEY, TTL));
    await().until(() -> world.pauses.taken().size() == 1);
    only.cancel(true);
    await().until(() -> world.ended.contains("service DOWNLOAD_TOKEN CANCELLED"));
    assertThat(world.mc.calls(ScriptedMemberCenter.DOWNLOAD)).hasSize(1);
  }

  @Test
  void deadline_endsTheCall_andIsPassedOnAsItIs() {
    world.mc.always(ScriptedMemberCenter.DOWNLOAD, Script.silence(new CountDownLatch(1)));
    assertThatThrownBy(() ->
            world.client.issueDelegatedDownload(
                World.TENANT, USER, KEY, TTL, Duration.ofMillis(500)))
        .isExactlyInstanceOf(TimeoutException.class);
    assertThat(world.mc.calls(ScriptedMemberCenter.DOWNLOAD)).hasSize(1);
  }

  @ParameterizedTest
  @CsvSource({"'',user,key", "tenant,' ',key", "tenant,user,''"})
  void tenantUserAndObjectKey_areRequired(String tenant, String user, String key) {
    assertThatThrownBy(() -> world.client.issueDelegatedDownload(tenant, user, key, TTL))
        .isInstanceOf(IllegalArgumentException.class);
    assertThat(world.mc.calls(ScriptedMemberCenter.TOKEN)).isEmpty();
  }

  private void refused(Class<? extends MemberCenterException> kind, int attempts) {
    assertThatThrownBy(() -> world.client.issueDelegatedDownload(World.TENANT, USER, KEY, TTL))
        .isInstanceOf(kind)
        .satisfies(failed ->
            assertThat(ServiceTokenTest.traceOf(failed))
                .doesNotContain("bearer-1", USER, KEY, "fdt_"));
    assertThat(world.mc.calls(ScriptedMemberCenter.DOWNLOAD)).hasSize(attempts);
    assertThat(world.pauses.taken())
        .isEqualTo(List.of(Duration.ofSeconds(1), Duration.ofSeconds(2)).subList(0, attempts - 1));
  }
}
