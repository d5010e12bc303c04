package io.visiona.api.usersession;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.visiona.shared.error.ApiException;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class MemoryUserSessionStoreTest extends UserSessionStoreContract {
  private final MemoryUserSessionStore store = new MemoryUserSessionStore(TestSessions.CONFIG, clock);

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
}
