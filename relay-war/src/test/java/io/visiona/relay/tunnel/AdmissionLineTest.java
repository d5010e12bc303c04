package io.visiona.relay.tunnel;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

final class AdmissionLineTest {
  private static final int RATE = 10;
  private static final int PLACES = 2 * RATE;

  private record Later(long nanos, Runnable then) {}

  private long now = TimeUnit.HOURS.toNanos(1);
  private int rate = RATE;

  /** What the next draw gives, of those that are possible: the largest. */
  private int largest = -1;

  private final List<Later> timers = new ArrayList<>();
  private final AdmissionLine line =
      new AdmissionLine(
          () -> rate,
          () -> now,
          (then, nanos) -> timers.add(new Later(now + nanos, then)),
          bound -> largest = bound - 1);

  private void advance(Duration by) {
    now += by.toNanos();
    List<Later> due = timers.stream().filter(timer -> timer.nanos() <= now).toList();
    timers.removeAll(due);
    due.forEach(timer -> timer.then().run());
  }

  private List<CompletableFuture<Boolean>> turns(int count) {
    List<CompletableFuture<Boolean>> turns = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      turns.add(line.turn());
    }
    return turns;
  }

  private static long letIn(List<CompletableFuture<Boolean>> turns) {
    return turns.stream().filter(turn -> turn.getNow(false)).count();
  }

  @Test
  void burstOfASecond_isLetInAtOnce_twoSecondsWait_andTheRestIsSentAway() {
    List<CompletableFuture<Boolean>> turns = turns(100);
    assertThat(letIn(turns)).isEqualTo(RATE);
    assertThat(turns.stream().filter(turn -> !turn.isDone()).count()).isEqualTo(PLACES);
    assertThat(turns.stream().filter(turn -> turn.isDone() && !turn.join()).count())
        .isEqualTo(100 - RATE - PLACES);
    advance(Duration.ofSeconds(1));
    assertThat(letIn(turns)).isEqualTo(2 * RATE);
    advance(Duration.ofSeconds(1));
    assertThat(letIn(turns)).isEqualTo(3 * RATE);
  }

  @Test
  void whoWaits_hasTheTurnInTheOrderOfComing() {
    turns(RATE);
    List<CompletableFuture<Boolean>> waiting = turns(3);
    for (int i = 0; i < waiting.size(); i++) {
      assertThat(waiting.get(i)).isNotDone();
      advance(Duration.ofMillis(100));
      assertThat(waiting.get(i)).isCompletedWithValue(true);
    }
  }

  @Test
  void quietLine_letsInAsMuchAsASecondsWorth_andNoMore() {
    turns(RATE + PLACES);
    advance(Duration.ofMinutes(10));
    assertThat(letIn(turns(100))).isEqualTo(RATE);
  }

  @Test
  void changedRate_isInForceAtOnce() {
    turns(100);
    advance(Duration.ofMinutes(1));
    rate = 3 * RATE;
    var _ = line.turn();
    advance(Duration.ofMinutes(1));
    assertThat(letIn(turns(1000))).isEqualTo(3L * RATE);
  }

  @Test
  void whoIsSentAway_comesBackWithinASecondOrTwo_whenThereAreFew() {
    turns(RATE + PLACES);
    assertThat(line.comeAgain()).isEqualTo(Duration.ofSeconds(2));
    assertThat(largest).isEqualTo(1);
  }

  @Test
  void manyWhoAreSentAway_areSpreadOverTheTimeThatTheyNeed_butNotForEver() {
    turns(RATE + PLACES);
    for (int i = 0; i < 10 * RATE; i++) {
      line.comeAgain();
    }
    assertThat(line.comeAgain()).isBetween(Duration.ofSeconds(10), Duration.ofSeconds(13));
    for (int i = 0; i < 1000 * RATE; i++) {
      line.comeAgain();
    }
    assertThat(line.comeAgain()).isEqualTo(Duration.ofSeconds(AdmissionLine.LONGEST_AWAY));
    advance(Duration.ofSeconds(AdmissionLine.LONGEST_AWAY + 1));
    assertThat(line.comeAgain()).as("all have come").isEqualTo(Duration.ofSeconds(2));
  }

  @Test
  void whoseTimeHasCome_isNoLongerExpected() {
    turns(RATE + PLACES);
    for (int i = 0; i < 5 * RATE; i++) {
      line.comeAgain();
    }
    for (int i = 0; i < AdmissionLine.LONGEST_AWAY; i++) {
      advance(Duration.ofSeconds(1));
    }
    assertThat(line.comeAgain()).isEqualTo(Duration.ofSeconds(2));
  }
}
