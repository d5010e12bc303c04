package io.visiona.relay.sessions;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

final class ContestsTest {
  private long now;
  private final Contests contests = new Contests(() -> now);

  @Test
  void tunnelThatIsTakenAgainAndAgain_isContestedAndStaysWhereItIsForAWhile() {
    take(3, Duration.ofSeconds(3));
    assertThat(contests.isContested("a")).isFalse();
    assertThat(contests.pause("a")).isZero();
    take(1, Duration.ofSeconds(3));
    assertThat(contests.isContested("a")).isTrue();
    assertThat(contests.pause("a")).isEqualTo(Contests.PAUSE);
    assertThat(contests.isContested("b")).isFalse();
    pass(Contests.PAUSE);
    assertThat(contests.pause("a")).isZero();
    assertThat(contests.isContested("a")).isTrue();
  }

  @Test
  void contestGoesOnAsLongAsTheyGoOn_andEndsAMinuteAfterTheLast() {
    take(10, Duration.ofSeconds(21));
    assertThat(contests.isContested("a")).isFalse();
    take(4, Duration.ofSeconds(1));
    take(10, Duration.ofSeconds(21));
    assertThat(contests.isContested("a")).isTrue();
    pass(Duration.ofSeconds(61));
    assertThat(contests.isContested("a")).isFalse();
    assertThat(contests.pause("a")).isZero();
  }

  @Test
  void takeoversNowAndThen_areOrdinary() {
    take(20, Duration.ofSeconds(30));
    assertThat(contests.isContested("a")).isFalse();
  }

  private void take(int times, Duration apart) {
    for (int i = 0; i < times; i++) {
      pass(apart);
      contests.taken("a");
    }
  }

  private void pass(Duration time) {
    now += time.toNanos();
  }
}
