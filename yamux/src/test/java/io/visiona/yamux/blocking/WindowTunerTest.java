package io.visiona.yamux.blocking;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Random;
import org.junit.jupiter.api.Test;

class WindowTunerTest {
  private static final int INITIAL = 262_144;
  private static final long ROUND_TRIP = 60_000_000;

  @Test
  void budget_isSharedByItsParts_andNeverExceeded() {
    WindowBudget process = new WindowBudget(100);
    WindowBudget one = process.part(80);
    WindowBudget other = process.part(80);

    assertThat(one.tryReserve(70)).isTrue();
    assertThat(one.tryReserve(20)).isFalse();
    assertThat(other.tryReserve(40)).isFalse();
    assertThat(other.used()).isZero();
    assertThat(other.tryReserve(30)).isTrue();
    one.release(70);
    assertThat(process.used()).isEqualTo(30);
    assertThatThrownBy(() -> one.release(1)).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void tuner_grantsAtHalfAWindow() {
    WindowTuner tuner = new WindowTuner(INITIAL, INITIAL, new WindowBudget(0), 0);

    assertThat(tuner.consumed(INITIAL / 2 - 1)).isFalse();
    assertThat(tuner.consumed(1)).isTrue();
    assertThat(tuner.grant(1, 0)).isEqualTo(INITIAL / 2);
    assertThat(tuner.consumed(1)).isFalse();
  }

  @Test
  void tuner_doublesWhenTheWindowHoldsThePeerBack() {
    WindowBudget budget = new WindowBudget(1 << 30);
    WindowTuner tuner = new WindowTuner(INITIAL, 16 << 20, budget, 0);
    long now = 0;
    for (int window = INITIAL; window < 16 << 20; window *= 2) {
      now += ROUND_TRIP;
      assertThat(tuner.consumed(window / 2)).isTrue();
      assertThat(tuner.grant(now, ROUND_TRIP)).isEqualTo(window / 2 + window);
      assertThat(tuner.window()).isEqualTo(window * 2);
    }
    assertThat(tuner.consumed(8 << 20)).isTrue();
    assertThat(tuner.grant(now, ROUND_TRIP)).isEqualTo(8 << 20);
    assertThat(budget.used()).isEqualTo((16 << 20) - INITIAL);

    tuner.release();
    tuner.release();
    assertThat(budget.used()).isZero();
  }

  @Test
  void tuner_staysWhenTheApplicationIsTheSlowerOne_orNothingWasMeasured() {
    WindowTuner tuner = new WindowTuner(INITIAL, 16 << 20, new WindowBudget(1 << 30), 0);

    tuner.consumed(INITIAL / 2);
    assertThat(tuner.grant(2 * ROUND_TRIP + 1, ROUND_TRIP)).isEqualTo(INITIAL / 2);
    tuner.consumed(INITIAL / 2);
    assertThat(tuner.grant(2 * ROUND_TRIP + 2, 0)).isEqualTo(INITIAL / 2);
  }

  @Test
  void tuner_withoutBudget_givesBackExactlyWhatWasConsumed() {
    WindowTuner tuner = new WindowTuner(INITIAL, 16 << 20, new WindowBudget(0), 0);
    Random random = new Random(7);
    long consumed = 0;
    long granted = 0;
    for (int i = 0; i < 100_000; i++) {
      int count = Math.min(random.nextInt(5000) + 1, (int) (INITIAL + granted - consumed));
      consumed += count;
      if (tuner.consumed(count)) {
        granted += tuner.grant(i, ROUND_TRIP);
      }
      // The peer can always send something: nothing that was consumed is withheld for good.
      assertThat(INITIAL + granted - consumed).isBetween(INITIAL / 2L, (long) INITIAL);
    }
  }
}
