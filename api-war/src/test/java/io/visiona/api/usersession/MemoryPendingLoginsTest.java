package io.visiona.api.usersession;

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

class MemoryPendingLoginsTest {
  private final TestClock clock = new TestClock(Instant.parse("2026-11-21T10:00:00Z"));
  private final MemoryPendingLogins logins = new MemoryPendingLogins(clock, 100);
  private final SessionKey key = SessionKey.of("browser");

  @Test
  void login_isTakenOnce() {
    logins.add(key, login("a"));

    assertThat(logins.take(key, "a")).isPresent();
    assertThat(logins.take(key, "a")).isEmpty();
  }

  @Test
  void stateOfAnotherBrowser_isUnknown() {
    logins.add(key, login("a"));

    assertThat(logins.take(SessionKey.of("other"), "a")).isEmpty();
    assertThat(logins.take(key, "a")).isPresent();
  }

  @Test
  void ninthTab_dropsTheFirst() {
    for (int i = 0; i < 9; i++) {
      logins.add(key, login("state" + i));
    }

    assertThat(logins.take(key, "state0")).isEmpty();
    for (int i = 1; i < 9; i++) {
      assertThat(logins.take(key, "state" + i)).as("state%d", i).isPresent();
    }
  }

  @Test
  void afterTenMinutes_isGone() {
    logins.add(key, login("a"));
    clock.advance(Duration.ofMinutes(10));

    assertThat(logins.contains(key)).isFalse();
    assertThat(logins.take(key, "a")).isEmpty();
  }

  @Test
  void justBeforeTenMinutes_isThere() {
    logins.add(key, login("a"));
    clock.advance(Duration.ofMinutes(10).minusMillis(1));

    assertThat(logins.contains(key)).isTrue();
    assertThat(logins.take(key, "a")).isPresent();
  }

  @Test
  void flood_pushesOutTheOldestAndStaysBounded() {
    logins.add(key, login("a"));
    for (int i = 0; i < 10_000; i++) {
      logins.add(SessionKey.of("flood" + i), login("flood" + i));
      assertThat(logins.size()).isLessThanOrEqualTo(100);
    }

    assertThat(logins.take(key, "a")).isEmpty();
    assertThat(logins.take(SessionKey.of("flood9999"), "flood9999")).isPresent();
  }

  @Test
  void floodFromOneBrowser_costsOthersNothing() {
    logins.add(key, login("a"));
    for (int i = 0; i < 10_000; i++) {
      logins.add(SessionKey.of("flooder"), login("flood" + i));
    }

    assertThat(logins.take(key, "a")).isPresent();
    assertThat(logins.size()).isEqualTo(PendingLogins.MOST_PER_SESSION);
  }

  @Test
  void expiredLogins_makeRoom() {
    for (int i = 0; i < 100; i++) {
      logins.add(SessionKey.of("old" + i), login("old" + i));
    }
    clock.advance(Duration.ofMinutes(11));
    logins.add(key, login("a"));

    assertThat(logins.size()).isEqualTo(1);
  }

  @Test
  void moved_waitsUnderTheNewKeyOnly() {
    logins.add(key, login("a"));
    SessionKey next = SessionKey.of("next");
    logins.move(key, next);

    assertThat(logins.take(key, "a")).isEmpty();
    assertThat(logins.take(next, "a")).isPresent();
  }

  @Test
  void simultaneousTakers_getItOnce() throws Exception {
    logins.add(key, login("a"));
    Callable<Boolean> take = () -> logins.take(key, "a").isPresent();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<Boolean>> all = threads.invokeAll(Stream.generate(() -> take).limit(50).toList());
      int taken = 0;
      for (Future<Boolean> each : all) {
        taken += each.get() ? 1 : 0;
      }
      assertThat(taken).isEqualTo(1);
    }
  }

  private PendingLogin login(String state) {
    return new PendingLogin(state, "nonce", "verifier", "/", clock.instant());
  }
}
