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

/** What every store of pending logins does. It is made for at most {@link #MOST} of them. */
abstract class PendingLoginsContract {
  static final int MOST = 100;

  protected final TestClock clock = new TestClock(Instant.parse("2026-11-21T10:00:00Z"));
  protected final SessionKey key = SessionKey.of("browser");

  abstract PendingLogins logins();

  /** Lets time pass, for the store too. */
  abstract void pass(Duration time);

  @Test
  void login_isTakenOnce_asItWas() {
    PendingLogin login = login("a");
    logins().add(key, login);

    assertThat(logins().take(key, "a")).contains(login);
    assertThat(logins().take(key, "a")).isEmpty();
    assertThat(logins().contains(key)).isFalse();
  }

  @Test
  void stateOfAnotherBrowser_isUnknown() {
    logins().add(key, login("a"));

    assertThat(logins().take(SessionKey.of("other"), "a")).isEmpty();
    assertThat(logins().take(key, "a")).isPresent();
  }

  @Test
  void ninthTab_dropsTheFirst() {
    for (int i = 0; i < 9; i++) {
      logins().add(key, login("state" + i));
    }

    assertThat(logins().take(key, "state0")).isEmpty();
    for (int i = 1; i < 9; i++) {
      assertThat(logins().take(key, "state" + i)).as("state%d", i).isPresent();
    }
  }

  @Test
  void afterTenMinutes_isGone() {
    logins().add(key, login("a"));
    pass(Duration.ofMinutes(10));

    assertThat(logins().contains(key)).isFalse();
    assertThat(logins().take(key, "a")).isEmpty();
  }

  @Test
  void shortlyBeforeTenMinutes_isThere() {
    logins().add(key, login("a"));
    pass(Duration.ofMinutes(10).minusSeconds(5));

    assertThat(logins().contains(key)).isTrue();
    assertThat(logins().take(key, "a")).isPresent();
  }

  @Test
  void eachLogin_hasItsOwnTenMinutes() {
    logins().add(key, login("a"));
    pass(Duration.ofMinutes(6));
    logins().add(key, login("b"));
    pass(Duration.ofMinutes(6));

    assertThat(logins().take(key, "a")).isEmpty();
    assertThat(logins().take(key, "b")).isPresent();
  }

  @Test
  void flood_pushesOutTheOldest() {
    logins().add(key, login("a"));
    for (int i = 0; i < 2 * MOST; i++) {
      clock.advance(Duration.ofMillis(1));
      logins().add(SessionKey.of("flood" + i), login("flood" + i));
    }

    assertThat(logins().take(key, "a")).isEmpty();
    String last = "flood" + (2 * MOST - 1);
    assertThat(logins().take(SessionKey.of(last), last)).isPresent();
  }

  @Test
  void floodFromOneBrowser_costsOthersNothing() {
    logins().add(key, login("a"));
    for (int i = 0; i < 3 * MOST; i++) {
      logins().add(SessionKey.of("flooder"), login("flood" + i));
    }

    assertThat(logins().take(key, "a")).isPresent();
  }

  @Test
  void moved_waitsUnderTheNewKeyOnly() {
    logins().add(key, login("a"));
    SessionKey next = SessionKey.of("next");
    logins().move(key, next);

    assertThat(logins().contains(key)).isFalse();
    assertThat(logins().take(key, "a")).isEmpty();
    assertThat(logins().take(next, "a")).isPresent();
  }

  @Test
  void nothing_isMovedWithoutHarm() {
    logins().move(key, SessionKey.of("next"));

    assertThat(logins().contains(SessionKey.of("next"))).isFalse();
  }

  @Test
  void simultaneousTakers_getItOnce() throws Exception {
    logins().add(key, login("a"));
    Callable<Boolean> take = () -> logins().take(key, "a").isPresent();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<Boolean>> all = threads.invokeAll(Stream.generate(() -> take).limit(50).toList());
      int taken = 0;
      for (Future<Boolean> each : all) {
        taken += each.get() ? 1 : 0;
      }
      assertThat(taken).isEqualTo(1);
    }
  }

  protected PendingLogin login(String state) {
    return new PendingLogin(
        state, "nonce-" + state, "verifier-" + state, "/agents?x=1", clock.instant());
  }
}
