package io.visiona.api.identity.device;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.bucket4j.TimeMeter;
import io.visiona.api.http.Caller;
import io.visiona.api.identity.device.DeviceGrant.Decided;
import io.visiona.api.identity.device.DeviceGrant.Started;
import io.visiona.api.identity.sessions.KeyRing;
import io.visiona.api.identity.sessions.MemoryDeviceLogins;
import io.visiona.api.identity.sessions.MemoryUserSessionStore;
import io.visiona.api.identity.sessions.ProviderTokens;
import io.visiona.api.identity.sessions.SessionCookie;
import io.visiona.api.identity.sessions.SessionKey;
import io.visiona.api.identity.sessions.TestClock;
import io.visiona.api.identity.sessions.UserSession;
import io.visiona.api.identity.sessions.UserSessionConfig;
import io.visiona.api.identity.sessions.UserSessionStore;
import io.visiona.shared.config.Secret;
import io.visiona.shared.error.ApiException;
import io.visiona.shared.error.ErrorCode;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Signing programs in: what holds, and what must fail. */
class DeviceGrantTest {
  private static final Secret KEYS =
      new Secret("test:ZGV2ZWxvcG1lbnQtc2Vzc2lvbi1zaWduaW5nLWtleS0wMDAwMDA=");
  private static final String LOOPBACK = "http://127.0.0.1:50000/";

  private final TestClock clock = new TestClock(Instant.parse("2026-11-26T10:00:00Z"));
  private final UserSessionConfig config =
      new UserSessionConfig(
          KEYS,
          Duration.ofMinutes(30),
          Duration.ofHours(12),
          UserSessionConfig.Store.MEMORY,
          100,
          20,
          100);
  private final UserSessionStore sessions = new MemoryUserSessionStore(config, clock);
  private final SessionCookie cookie =
      new SessionCookie(KeyRing.parse(KEYS), false, new SecureRandom());
  private final DeviceGrant grant =
      new DeviceGrant(
          new MemoryDeviceLogins(clock, 100),
          sessions,
          cookie,
          config,
          new UserCodes(new SecureRandom()),
          clock,
          () -> TimeUnit.MILLISECONDS.toNanos(clock.millis()));

  @Test
  void approvedProgram_getsASessionOfItsOwn_once() {
    UserSession alice = person("alice");
    Started started = grant.start("visiona on a host", "192.0.2.1", null);
    assertThat(redeem(started, null)).isInstanceOf(DevicePollResult.Pending.class);
    assertThat(decided(alice, started).location()).isNull();

    DevicePollResult.SignedIn signedIn = (DevicePollResult.SignedIn) redeem(started, null);
    assertThat(signedIn.session().caller()).isEqualTo(alice.caller());
    assertThat(signedIn.session().program()).isEqualTo("visiona on a host");
    assertThat(signedIn.session().publicId()).isNotEqualTo(alice.publicId());
    assertThat(sessions.find(SessionKey.of(signedIn.sessionId()))).isPresent();
    assertThat(sessions.ofSubject("alice")).hasSize(2);
    assertThat(redeem(started, null)).isInstanceOf(DevicePollResult.Unknown.class);
  }

  @Test
  void programThatListens_needsTheCodeThatTheBrowserBrings() {
    UserSession alice = person("alice");
    Started started = grant.start("visiona", "192.0.2.1", LOOPBACK);
    String location = Objects.requireNonNull(decided(alice, started).location());
    assertThat(location).startsWith(LOOPBACK + "?code=");

    assertThat(redeem(started, null)).isInstanceOf(DevicePollResult.WrongCode.class);
    assertThat(redeem(started, "guessed")).isInstanceOf(DevicePollResult.WrongCode.class);
    assertThat(redeem(started, location.substring((LOOPBACK + "?code=").length())))
        .isInstanceOf(DevicePollResult.SignedIn.class);
  }

  /** What somebody far away gets approved by a trick stays with the browser's machine. */
  @Test
  void codeOfOneProgram_isWorthNothingToAnother() {
    UserSession alice = person("alice");
    Started theirs = grant.start("visiona", "192.0.2.1", LOOPBACK);
    Started other = grant.start("visiona", "198.51.100.1", LOOPBACK);
    String location = Objects.requireNonNull(decided(alice, theirs).location());
    decided(alice, other);

    assertThat(redeem(other, location.substring((LOOPBACK + "?code=").length())))
        .isInstanceOf(DevicePollResult.WrongCode.class);
  }

  @Test
  void deniedProgram_isTold_andCanBeApprovedByNobody() {
    Started started = grant.start("visiona", "192.0.2.1", null);
    assertThat(grant.deny(started.login().userCode())).isPresent();
    assertThat(grant.approve(person("alice"), started.login().userCode())).isEmpty();
    assertThat(redeem(started, null)).isInstanceOf(DevicePollResult.Denied.class);
  }

  @Test
  void secondApproval_isNone() {
    Started started = grant.start("visiona", "192.0.2.1", null);
    decided(person("alice"), started);
    assertThat(grant.approve(person("bob"), started.login().userCode())).isEmpty();
    assertThat(((DevicePollResult.SignedIn) redeem(started, null)).session().caller().subject())
        .isEqualTo("alice");
  }

  @Test
  void whoSignsOutBeforeTheProgramComes_hasTakenTheApprovalBack() {
    UserSession alice = person("alice");
    Started started = grant.start("visiona", "192.0.2.1", null);
    decided(alice, started);
    sessions.end(alice.key());
    assertThat(redeem(started, null)).isInstanceOf(DevicePollResult.Denied.class);
    assertThat(sessions.ofSubject("alice")).isEmpty();
  }

  @Test
  void program_cannotSignAnotherIn_soThatOneSignInDoesNotGoOnForEver() {
    UserSession alice = person("alice");
    Started first = grant.start("visiona", "192.0.2.1", null);
    decided(alice, first);
    UserSession program = ((DevicePollResult.SignedIn) redeem(first, null)).session();
    Started second = grant.start("visiona", "192.0.2.1", null);
    assertThatThrownBy(() -> grant.approve(program, second.login().userCode()))
        .isInstanceOfSatisfying(
            ApiException.class,
            refused -> assertThat(refused.code()).isEqualTo(ErrorCode.FORBIDDEN));
  }

  @Test
  void afterTenMinutes_thereIsNothingToApprove_andNothingToFetch() {
    UserSession alice = person("alice");
    Started started = grant.start("visiona", "192.0.2.1", null);
    Started approved = grant.start("visiona", "192.0.2.1", null);
    decided(alice, approved);
    clock.advance(Duration.ofMinutes(10));
    assertThat(grant.approve(alice, started.login().userCode())).isEmpty();
    assertThat(redeem(approved, null)).isInstanceOf(DevicePollResult.Unknown.class);
  }

  @Test
  void whoAsksTooOften_isToldSo() {
    Started started = grant.start("visiona", "192.0.2.1", null);
    assertThat(redeem(started, null)).isInstanceOf(DevicePollResult.Pending.class);
    assertThat(grant.redeem(started.deviceCode(), null))
        .isInstanceOf(DevicePollResult.TooOften.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"bcdf-ghjk", "BCDFGHJK", " bcdf ghjk ", "BCDF-GHJK"})
  void codeIsReadAsPeopleTypeIt(String typed) {
    assertThat(UserCodes.read(typed)).contains("BCDFGHJK");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "BCDFGHJ", "BCDFGHJKL", "ABCDEFGH", "BCDFGHJ1", "BCDF\u0000GHJK"})
  void anythingElse_isNoCode(String typed) {
    assertThat(UserCodes.read(typed)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://evil.example/",
        "http://evil.example:50000/",
        "http://localhost:50000/",
        "http://127.0.0.1/",
        "http://127.0.0.1:80/",
        "http://127.0.0.1:99999/",
        "http://127.0.0.1:50000@evil.example/",
        "http://127.0.0.1:50000/?x=1",
        "http://127.0.0.1:50000/#x",
        "http://127.0.0.1:50000/a/../b",
        "http://127.0.0.1.evil.example:50000/",
        "javascript:alert(1)",
        "http://127.0.0.1:50000"
      })
  void addressThatIsNotOnTheBrowsersMachine_isRefused(String address) {
    assertThat(LoopbackAddress.isOne(address)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"http://127.0.0.1:50000/", "http://[::1]:1024/", "http://127.0.0.1:65535/cb"})
  void loopbackAddress_isTaken(String address) {
    assertThat(LoopbackAddress.isOne(address)).isTrue();
  }

  @Test
  void whoGuesses_isHeldUp_andOthersAreNot() {
    AtomicLong nanos = new AtomicLong();
    DeviceLimits limits = DeviceLimits.of(new TestMeter(nanos));
    for (int i = 0; i < DeviceLimits.WRONG_USER_CODES; i++) {
      limits.wrongUserCodes().check("mallory");
      limits.wrongUserCodes().happened("mallory");
    }
    assertThatThrownBy(() -> limits.wrongUserCodes().check("mallory"))
        .isInstanceOfSatisfying(
            ApiException.class,
            refused -> assertThat(refused.code()).isEqualTo(ErrorCode.RATE_LIMITED));
    limits.wrongUserCodes().check("alice");
    nanos.set(Duration.ofMinutes(1).toNanos());
    limits.wrongUserCodes().check("mallory");
  }

  private record TestMeter(AtomicLong nanos) implements TimeMeter {
    @Override
    public long currentTimeNanos() {
      return nanos.get();
    }

    @Override
    public boolean isWallClockBased() {
      return false;
    }
  }

  private DevicePollResult redeem(Started started, @Nullable String code) {
    clock.advance(DeviceGrant.INTERVAL);
    return grant.redeem(started.deviceCode(), code);
  }

  private Decided decided(UserSession person, Started started) {
    return grant.approve(person, started.login().userCode()).orElseThrow();
  }

  private UserSession person(String subject) {
    UserSession session =
        new UserSession(
            SessionKey.of(cookie.newId()),
            UUID.randomUUID(),
            new Caller(subject, subject, subject, ""),
            null,
            new ProviderTokens("t", clock.instant(), null),
            List.of(),
            clock.instant(),
            clock.instant().plus(config.absoluteTimeout()),
            null);
    sessions.add(session);
    return session;
  }
}
