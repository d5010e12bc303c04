package io.visiona.agent.cameras;

import static org.assertj.core.api.Assertions.assertThat;

import io.visiona.agent.driver.CameraFrame;
import io.visiona.agent.driver.CameraId;
import java.awt.image.BufferedImage;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Which frames those get who want fewer than there are. */
final class PaceTest {
  private static final long FPS_15 = 1_000_000_000 / 15;
  private static final CameraFrame NONE = frame(-1, -1_000_000_000);

  @Test
  void viewersWithTheSameWish_getTheSameFrames_whenTheyCome_andHoweverLate() {
    Pace pace = new Pace(10, 0);
    List<CameraFrame> first = new ArrayList<>();
    List<CameraFrame> second = new ArrayList<>();
    second.add(frame(99, 99 * FPS_15));
    for (int id = 0; id < 300; id++) {
      CameraFrame frame = frame(id, id * FPS_15);
      add(first, pace.next(frame, last(first), id * FPS_15));
      if (id >= 100) {
        add(second, pace.next(frame, last(second), id * FPS_15 + 40_000_000));
      }
    }
    assertThat(first).hasSizeBetween(195, 205);
    assertThat(second.subList(1, second.size()))
        .isEqualTo(first.stream().filter(frame -> frame.id() >= 100).toList());
  }

  /** It was busy when the others were sent a frame, and finds one that nobody is sent. */
  @Test
  void viewerThatMissedAFrame_isSentIt_andNotTwice() {
    Pace pace = new Pace(1, 0);
    CameraFrame before = frame(0, 0);
    CameraFrame sent = frame(15, 15 * FPS_15);
    CameraFrame between = frame(16, 16 * FPS_15);
    assertThat(pace.next(before, NONE, 0)).isSameAs(before);
    assertThat(pace.next(sent, before, 15 * FPS_15)).isSameAs(sent);
    assertThat(pace.next(between, before, 16 * FPS_15)).isSameAs(sent);
    assertThat(pace.next(between, sent, 16 * FPS_15)).isNull();
    assertThat(pace.next(between, frame(16, 16 * FPS_15), 16 * FPS_15))
        .as("who has come since has a newer one")
        .isNull();
  }

  @Test
  void beatThatTrembles_losesNoFrame_andASlowCameraNone() {
    Pace pace = new Pace(10, 0);
    for (int id = 0; id < 100; id++) {
      long now = id * 100_000_000L + (id % 2 == 0 ? 10_000_000 : -10_000_000);
      assertThat(pace.next(frame(id, now), NONE, now)).isEqualTo(frame(id, now));
    }
  }

  /** It counts from one again. */
  @Test
  void cameraThatIsStartedAgain_isSeen() {
    Pace pace = new Pace(10, 0);
    CameraFrame first = frame(1, 0);
    assertThat(pace.next(first, NONE, 0)).isSameAs(first);
    assertThat(pace.next(frame(2, 10_000_000), first, 10_000_000)).isNull();
    CameraFrame again = frame(2, 1_000_000_000);
    assertThat(pace.next(again, first, 1_000_000_000)).isSameAs(again);
  }

  private static CameraFrame frame(long id, long nanos) {
    return new Frame(id, Instant.EPOCH.plusNanos(nanos));
  }

  private static CameraFrame last(List<CameraFrame> seen) {
    return seen.isEmpty() ? NONE : seen.getLast();
  }

  private static void add(List<CameraFrame> seen, @Nullable CameraFrame next) {
    if (next != null) {
      seen.add(next);
    }
  }

  private record Frame(long id, Instant capturedAt) implements CameraFrame {
    @Override
    public CameraId camera() {
      throw new AssertionError("nobody asks");
    }

    @Override
    public int width() {
      return 1;
    }

    @Override
    public int height() {
      return 1;
    }

    @Override
    public BufferedImage picture() {
      throw new AssertionError("nobody draws");
    }
  }
}
