package io.visiona.api.identity.sessions;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class MemoryPendingLoginsTest extends PendingLoginsContract {
  private final MemoryPendingLogins logins = new MemoryPendingLogins(clock, MOST);

  @Override
  PendingLogins logins() {
    return logins;
  }

  @Override
  void pass(Duration time) {
    clock.advance(time);
  }

  @Test
  void justBeforeTenMinutes_isThere() {
    logins.add(key, login("a"));
    clock.advance(Duration.ofMinutes(10).minusMillis(1));

    assertThat(logins.take(key, "a")).isPresent();
  }

  @Test
  void flood_staysBounded() {
    for (int i = 0; i < 10_000; i++) {
      logins.add(SessionKey.of("flood" + i), login("flood" + i));
      assertThat(logins.size()).isLessThanOrEqualTo(MOST);
    }
  }

  @Test
  void floodFromOneBrowser_staysBounded() {
    for (int i = 0; i < 10_000; i++) {
      logins.add(SessionKey.of("flooder"), login("flood" + i));
    }

    assertThat(logins.size()).isEqualTo(PendingLogins.MOST_PER_SESSION);
  }

  @Test
  void expiredLogins_makeRoom() {
    for (int i = 0; i < MOST; i++) {
      logins.add(SessionKey.of("old" + i), login("old" + i));
    }
    clock.advance(Duration.ofMinutes(11));
    logins.add(key, login("a"));

    assertThat(logins.size()).isEqualTo(1);
  }
}
