package io.visiona.agent.cameras;

import static org.assertj.core.api.Assertions.assertThat;

import io.visiona.agent.driver.CameraFrame;
import io.visiona.agent.driver.CameraId;
import java.awt.image.BufferedImage;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Which frames those get who want fewer than there are. */
final class PaceTest {
  private static final long FPS_15 = 1_000_000_000 / 15;

  @Test
  void viewersWithTheSameWish_getTheSameFrames_whenTheyCome_andHoweverLate() {
    Pace pace = new Pace(10, 0);
    List<Long> first = new ArrayList<>();
    List<Long> second = new ArrayList<>();
    for (int id = 0; id < 300; id++) {
      CameraFrame frame = new Frame(id, Instant.EPOCH.plusNanos(id * FPS_15));
      if (pace.takes(frame, id * FPS_15)) {
        first.add(frame.id());
      }
      if (id >= 100 && pace.takes(frame, id * FPS_15 + 40_000_000)) {
        second.add(frame.id());
      }
    }
    assertThat(first).hasSizeBetween(195, 205);
    assertThat(second).isEqualTo(first.stream().filter(id -> id >= 100).toList());
  }

  @Test
  void beatThatTrembles_losesNoFrame_andASlowCameraNone() {
    Pace pace = new Pace(10, 0);
    for (int id = 0; id < 100; id++) {
      long now = id * 100_000_000L + (id % 2 == 0 ? 10_000_000 : -10_000_000);
      assertThat(pace.takes(new Frame(id, Instant.EPOCH.plusNanos(now)), now)).isTrue();
    }
  }

  /** It counts from one again. */
  @Test
  void cameraThatIsStartedAgain_isSeen() {
    Pace pace = new Pace(10, 0);
    assertThat(pace.takes(new Frame(1, Instant.EPOCH), 0)).isTrue();
    assertThat(pace.takes(new Frame(2, Instant.EPOCH.plusMillis(10)), 10_000_000)).isFalse();
    Instant later = Instant.EPOCH.plusSeconds(1);
    assertThat(pace.takes(new Frame(2, later), 1_000_000_000)).isTrue();
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
