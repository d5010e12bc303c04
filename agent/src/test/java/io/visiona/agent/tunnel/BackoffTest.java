package io.visiona.agent.tunnel;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

final class BackoffTest {
  private static final Duration LONG = Duration.ofMinutes(5);

  /** Draws the highest or the lowest value there is. */
  private static RandomGenerator draws(boolean highest) {
    return new RandomGenerator() {
      @Override
      public long nextLong() {
        return 0;
      }

      @Override
      public long nextLong(long bound) {
        return highest ? bound - 1 : 0;
      }
    };
  }

  @Test
  void ceiling_doublesFromOneToSixtySecondsInALongOutage() {
    Backoff backoff = new Backoff(draws(true));
    List<Long> seconds = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      seconds.add(backoff.next(LONG).toSeconds());
    }
    assertThat(seconds).containsExactly(1L, 2L, 4L, 8L, 16L, 32L, 60L, 60L);
  }

  @Test
  void noOtherRelay_isAskedForShortly_thenEverMoreRarely_untilOneIsFound() {
    Backoff highest = new Backoff(draws(true));
    List<Long> seconds = new ArrayList<>();
    for (int i = 0; i < 12; i++) {
      seconds.add(highest.elsewhere().toSeconds());
    }
    assertThat(seconds)
        .containsExactly(1L, 2L, 4L, 15L, 30L, 60L, 120L, 240L, 480L, 600L, 600L, 600L);
    highest.found();
    highest.reset();
    assertThat(highest.elsewhere()).isEqualTo(Duration.ofSeconds(1));
    Backoff lowest = new Backoff(draws(false));
    for (int i = 0; i < 11; i++) {
      lowest.elsewhere();
    }
    assertThat(lowest.elsewhere()).isEqualTo(Duration.ofMinutes(5));
  }

  @Test
  void ceiling_staysAtEightSecondsInTheFirstMinuteAndGrowsFromThere() {
    Backoff backoff = new Backoff(draws(true));
    for (int i = 0; i < 10; i++) {
      assertThat(backoff.next(Duration.ofSeconds(59))).isLessThanOrEqualTo(Backoff.EARLY);
    }
    assertThat(backoff.next(Duration.ofSeconds(60))).isEqualTo(Duration.ofSeconds(8));
    assertThat(backoff.next(Duration.ofSeconds(70))).isEqualTo(Duration.ofSeconds(16));
  }

  @Test
  void wait_mayBeAnythingDownToZero() {
    Backoff backoff = new Backoff(draws(false));
    assertThat(backoff.next(LONG)).isZero();
    assertThat(backoff.next(LONG)).isZero();
  }

  @Test
  void reset_beginsAgainAtOneSecond() {
    Backoff backoff = new Backoff(draws(true));
    for (int i = 0; i < 10; i++) {
      backoff.next(LONG);
    }
    backoff.reset();
    assertThat(backoff.next(LONG)).isEqualTo(Backoff.FIRST);
  }
}
