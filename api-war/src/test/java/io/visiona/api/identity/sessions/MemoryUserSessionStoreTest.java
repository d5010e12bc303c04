package io.visiona.api.identity.sessions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.visiona.shared.error.ApiException;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class MemoryUserSessionStoreTest extends UserSessionStoreContract {
  private final MemoryUserSessionStore store =
      new MemoryUserSessionStore(TestSessions.CONFIG, clock);

  @Override
  UserSessionStore store() {
    return store;
  }

  @Override
  void pass(Duration time) {
    clock.advance(time);
  }

  @Test
  void expiredSession_takesNoMemoryOnceAskedFor() {
    add("id", "alice", null);
    clock.advance(Duration.ofMinutes(30));
    store.find(SessionKey.of("id"));

    assertThat(store.size()).isZero();
  }

  @Test
  void fullStore_refusesButExpiredSessionsMakeRoom() {
    for (int i = 0; i < 5; i++) {
      add("id" + i, "person" + i, null);
    }

    assertThatThrownBy(() -> add("id5", "person5", null)).isInstanceOf(ApiException.class);

    clock.advance(Duration.ofMinutes(31));
    add("id5", "person5", null);
    assertThat(store.size()).isEqualTo(1);
  }

  /** It would be walked over, all of it, by everybody who tries to sign in. */
  @Test
  void fullStore_isSweptOnceASecond_andNotAtEverySignIn() {
    for (int i = 0; i < 5; i++) {
      add("id" + i, "person" + i, null);
    }
    clock.advance(Duration.ofMinutes(30).minusMillis(500));
    assertThatThrownBy(() -> add("id5", "person5", null)).isInstanceOf(ApiException.class);
    clock.advance(Duration.ofMillis(600));

    assertThatThrownBy(() -> add("id5", "person5", null)).isInstanceOf(ApiException.class);
    assertThat(store.size()).as("expired, and not looked at yet").isEqualTo(5);
    clock.advance(Duration.ofMillis(500));
    add("id5", "person5", null);
    assertThat(store.size()).isEqualTo(1);
  }
}
