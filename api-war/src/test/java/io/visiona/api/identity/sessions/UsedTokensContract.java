package io.visiona.api.identity.sessions;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

/** What every memory of used tokens does. */
abstract class UsedTokensContract {
  abstract UsedTokens used();

  /** Lets time pass, for the store too. */
  abstract void pass(Duration time);

  @Test
  void id_isNewOnce() {
    assertThat(used().firstUse("a")).isTrue();
    assertThat(used().firstUse("a")).isFalse();
    assertThat(used().firstUse("b")).isTrue();
  }

  @Test
  void forgottenId_isNewAgain() {
    used().firstUse("a");
    used().forget("a");

    assertThat(used().firstUse("a")).isTrue();
  }

  @Test
  void id_isRememberedForItsTime() {
    used().firstUse("a");
    pass(UsedTokens.MEMORY.minusSeconds(5));
    assertThat(used().firstUse("a")).isFalse();
    pass(Duration.ofSeconds(6));
    assertThat(used().firstUse("a")).isTrue();
  }
}
