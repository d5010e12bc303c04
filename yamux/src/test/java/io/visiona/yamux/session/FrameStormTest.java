package io.visiona.yamux.session;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;

/**
 * Random frames with a fixed seed: nothing is thrown, every stream and session hears of its end
 * exactly once, and nothing is left behind. {@code -Dvisiona.fuzz.frames=10000000} lets it run
 * long.
 */
@Isolated("it looks at the heap")
class FrameStormTest {
  private static final long FRAMES = Long.getLong("visiona.fuzz.frames", 100_000L);

  @Test
  void sessionsSurviveOrEndProperly_andTheHeapDoesNotGrow() throws YamuxException {
    new FrameStorm(20_260_101).rage(FRAMES / 2);
    long before = usedHeap();
    FrameStorm second = new FrameStorm(7);
    second.rage(FRAMES - FRAMES / 2);

    assertThat(usedHeap() - before).isLessThan(8L << 20);
    assertThat(second.sessions()).isGreaterThan(FRAMES / 20_000);
    assertThat(second.opened()).isGreaterThan(second.sessions());
  }

  private static long usedHeap() {
    Runtime runtime = Runtime.getRuntime();
    for (int i = 0; i < 3; i++) {
      runtime.gc();
    }
    return runtime.totalMemory() - runtime.freeMemory();
  }
}
