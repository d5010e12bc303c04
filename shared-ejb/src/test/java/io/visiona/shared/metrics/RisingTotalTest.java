package io.visiona.shared.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import org.eclipse.microprofile.metrics.Counter;
import org.junit.jupiter.api.Test;

final class RisingTotalTest {
  private final Counted counter = new Counted();
  private final RisingTotal<Long> total = new RisingTotal<>(counter, Long::longValue);

  @Test
  void counterFollowsTheFigure_andNeverFallsOrCountsTwice() {
    total.update(10L);
    assertThat(counter.count).isEqualTo(10);
    total.update(4L);
    assertThat(counter.count).isEqualTo(10);
    total.update(25L);
    total.update(25L);
    assertThat(counter.count).isEqualTo(25);
  }

  private static final class Counted implements Counter {
    private long count;

    @Override
    public void inc() {
      count++;
    }

    @Override
    public void inc(long by) {
      count += by;
    }

    @Override
    public long getCount() {
      return count;
    }
  }
}
