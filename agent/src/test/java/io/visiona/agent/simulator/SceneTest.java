package io.visiona.agent.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import io.visiona.agent.driver.Box;
import io.visiona.agent.driver.Detection;
import io.visiona.agent.driver.InferenceSettings;
import java.util.List;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

final class SceneTest {
  private static final List<String> LABELS = List.of("person", "bicycle", "car", "bus", "dog");
  private static final long NOON = 1_795_000_000_000L;

  private final Scene scene = new Scene(7);

  @Test
  void sameTime_isTheSameSceneForEverybody() {
    for (long time = NOON; time < NOON + 60_000; time += 777) {
      assertThat(scene.at(time)).isEqualTo(new Scene(7).at(time));
    }
  }

  @Test
  void thereAreAlwaysTwoToSixFiguresOfTheirSizes() {
    for (long time = NOON; time < NOON + 1_200_000; time += 333) {
      List<Figure> figures = scene.at(time);
      assertThat(figures).hasSizeBetween(2, 6);
      for (Figure figure : figures) {
        Box box = figure.box();
        double longer = Math.max(box.w() * Scene.WIDTH, box.h() * Scene.HEIGHT);
        assertThat(longer).isBetween(40.0, 301.0);
        assertThat(figure.visibleBox().area()).isPositive();
      }
    }
  }

  @Test
  void boxes_areTheTrueOnesWithALittleNoise() {
    Sight sight = new Sight(scene, 1);
    InferenceSettings all = new InferenceSettings(0, 0.5, 500, null, null);
    int matched = 0;
    int figures = 0;
    double squares = 0;
    for (long time = NOON; time < NOON + 300_000; time += 500) {
      for (Figure figure : scene.at(time)) {
        figures++;
        for (Detection seen : sight.look(time, LABELS, all)) {
          if (seen.box().overlap(figure.visibleBox()) > 0.6) {
            matched++;
            squares += Math.pow(seen.box().x() - figure.visibleBox().x(), 2);
            break;
          }
        }
      }
    }
    assertThat((double) matched / figures).isBetween(0.6, 0.97);
    assertThat(Math.sqrt(squares / matched)).isCloseTo(Sight.BOX_SIGMA, Offset.offset(0.003));
  }

  @Test
  void onlyWhatTheModelNames_isSeen() {
    Sight sight = new Sight(scene, 1);
    InferenceSettings all = new InferenceSettings(0, 0.5, 500, null, null);
    for (long time = NOON; time < NOON + 60_000; time += 1000) {
      assertThat(sight.look(time, List.of("dog"), all)).allMatch(one -> one.classId() == 0);
    }
  }

  @Test
  void mark_isReadBackFromEveryNumber() {
    StreetPainter painter = new StreetPainter(scene);
    for (long number : new long[] {1, 2, 255, 256, 65_535, 1_000_000, 0xffff_ffffL}) {
      assertThat(FrameMark.read(painter.paint(NOON, number))).isEqualTo(number);
    }
  }

  @Test
  void idleChip_coolsAndBusyOneWarms() {
    Heat heat = new Heat(0);
    for (long second = 1; second <= 600; second++) {
      heat.worked((second - 1) * 1_000_000_000L, second * 1_000_000_000L);
    }
    assertThat(heat.celsius(600_000_000_000L)).isCloseTo(62, Offset.offset(1.0));
    assertThat(heat.celsius(1_500_000_000_000L)).isCloseTo(34, Offset.offset(1.0));
  }
}
