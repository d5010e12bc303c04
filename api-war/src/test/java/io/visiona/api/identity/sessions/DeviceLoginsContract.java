package io.visiona.api.identity.sessions;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What every store of waiting programs does. */
abstract class DeviceLoginsContract {
  protected final TestClock clock = new TestClock(Instant.parse("2026-11-21T10:00:00Z"));

  abstract DeviceLogins logins();

  /** Lets time pass, for the store too. */
  abstract void pass(Duration time);

  @Test
  void login_isFoundByBothCodes_asItWas() {
    DeviceLogin login = login("device", "BCDFGHJK");
    assertThat(logins().add(login)).isTrue();

    assertThat(logins().ofDevice(login.deviceHash())).contains(login);
    assertThat(logins().ofUserCode("BCDFGHJK")).contains(login);
    assertThat(logins().ofUserCode("BCDFGHJL")).isEmpty();
    assertThat(logins().ofDevice(DeviceLogin.hash("other"))).isEmpty();
  }

  @Test
  void userCodeInUse_isNotGivenTwice() {
    DeviceLogin first = login("first", "BCDFGHJK");
    logins().add(first);

    assertThat(logins().add(login("second", "BCDFGHJK"))).isFalse();
    assertThat(logins().ofUserCode("BCDFGHJK")).contains(first);
  }

  @Test
  void decision_isKept_andOnlyOneIsMade() {
    DeviceLogin login = login("device", "BCDFGHJK");
    logins().add(login);
    DeviceLogin approved = login.approved(SessionKey.of("alice"), "the-code");

    assertThat(logins().replace(login, approved)).isTrue();
    assertThat(logins().replace(login, login.denied())).isFalse();
    assertThat(logins().ofDevice(login.deviceHash())).contains(approved);
  }

  @Test
  void login_isTakenOnce_whoeverAsksAtTheSameTime() throws Exception {
    DeviceLogin login = login("device", "BCDFGHJK");
    logins().add(login);
    try (ExecutorService askers = Executors.newFixedThreadPool(8)) {
      Callable<Boolean> take = () -> logins().take(login);
      List<Future<Boolean>> taken = askers.invokeAll(Stream.generate(() -> take).limit(8).toList());
      int winners = 0;
      for (Future<Boolean> one : taken) {
        winners += one.get() ? 1 : 0;
      }
      assertThat(winners).isEqualTo(1);
    }
    assertThat(logins().ofDevice(login.deviceHash())).isEmpty();
    assertThat(logins().ofUserCode("BCDFGHJK")).isEmpty();
  }

  @Test
  void afterTenMinutes_isGone_decidedOrNot() {
    DeviceLogin login = login("device", "BCDFGHJK");
    logins().add(login);
    pass(Duration.ofMinutes(5));
    DeviceLogin approved = login.approved(SessionKey.of("alice"), null);
    logins().replace(login, approved);
    pass(Duration.ofMinutes(5));

    assertThat(logins().ofDevice(login.deviceHash())).isEmpty();
    assertThat(logins().ofUserCode("BCDFGHJK")).isEmpty();
    assertThat(logins().take(approved)).isFalse();
  }

  DeviceLogin login(String device, String userCode) {
    return DeviceLogin.pending(
        device,
        userCode,
        "visiona on a host",
        "192.0.2.1",
        "http://127.0.0.1:50000/",
        clock.instant());
  }
}
