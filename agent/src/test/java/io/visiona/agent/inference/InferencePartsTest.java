package io.visiona.agent.inference;

import static org.assertj.core.api.Assertions.assertThat;

import io.visiona.agent.driver.Box;
import io.visiona.agent.driver.Detection;
import java.util.List;
import org.junit.jupiter.api.Test;

final class InferencePartsTest {
  private static Detection at(double x) {
    return new Detection(0, 0.9, new Box(x, 0.5, 0.1, 0.2), null);
  }

  @Test
  void track_keepsItsNumberThroughTwoMissedFramesAndNotThroughThree() {
    Tracker tracker = new Tracker();
    assertThat(tracker.follow(List.of(at(0.10)), 0)).containsExactly(1L);
    assertThat(tracker.follow(List.of(at(0.11)), 100)).containsExactly(1L);
    tracker.follow(List.of(), 200);
    tracker.follow(List.of(), 300);
    assertThat(tracker.follow(List.of(at(0.14)), 400)).containsExactly(1L);
    tracker.follow(List.of(), 500);
    tracker.follow(List.of(), 600);
    tracker.follow(List.of(), 700);
    assertThat(tracker.follow(List.of(at(0.18)), 800)).containsExactly(2L);
  }

  @Test
  void twoThingsThatMoveApart_keepTheirNumbers() {
    Tracker tracker = new Tracker();
    assertThat(tracker.follow(List.of(at(0.2), at(0.6)), 0)).containsExactly(1L, 2L);
    assertThat(tracker.follow(List.of(at(0.62), at(0.18)), 100)).containsExactly(2L, 1L);
  }

  @Test
  void results_areToldInTheOrderOfTheirFrames() {
    ResultOrder<String> order = new ResultOrder<>();
    order.expect(1);
    order.expect(2);
    order.expect(3);
    assertThat(order.done(2, "b", 10)).isEmpty();
    assertThat(order.done(1, "a", 20)).containsExactly("a", "b");
    assertThat(order.done(3, null, 30)).isEmpty();
    assertThat(order.late()).isZero();
  }

  @Test
  void resultThatIsTooLate_isLeftOutAndCounted() {
    ResultOrder<String> order = new ResultOrder<>();
    order.expect(1);
    order.expect(2);
    assertThat(order.done(2, "b", 0)).isEmpty();
    assertThat(order.ready(ResultOrder.LATE)).isEmpty();
    assertThat(order.ready(ResultOrder.LATE + 1)).containsExactly("b");
    assertThat(order.done(1, "a", ResultOrder.LATE + 2)).isEmpty();
    assertThat(order.late()).isEqualTo(1);
  }
}
