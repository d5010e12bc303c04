package io.visiona.yamux.session;

import static io.visiona.yamux.frame.Flags.ACK;
import static org.assertj.core.api.Assertions.assertThat;

import io.visiona.yamux.frame.Frame;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;

/** What a session costs that does nothing but ping. */
@Isolated("it looks at the heap")
class FootprintTest {
  private static final int SESSIONS = 2000;

  @Test
  void idleSession_costsLessThanTenKilobytes() throws YamuxException {
    List<Probe> probes = new ArrayList<>();
    probes.add(used());
    long before = usedHeap();
    for (int i = 0; i < SESSIONS; i++) {
      probes.add(used());
    }

    // The probe's own transmit buffer is not the session's.
    long each = (usedHeap() - before) / SESSIONS - 64 * 1024;
    assertThat(probes).hasSize(SESSIONS + 1);
    assertThat(each).isLessThan(10 * 1024);
  }

  private static Probe used() throws YamuxException {
    Probe probe = new Probe(Role.CLIENT, SessionConfig.defaults());
    Channel channel = probe.openStream();
    probe.sent();
    probe.feed(new Frame.WindowUpdate(ACK, 1, 0)).feedData(0, 1, 1000);
    channel.send(java.nio.ByteBuffer.allocate(10_000));
    channel.finish();
    probe.feed(new Frame.WindowUpdate(4, 1, 0));
    probe.passAndTick(Duration.ofSeconds(10)).sent();
    probe.heard.clear();
    return probe;
  }

  private static long usedHeap() {
    Runtime runtime = Runtime.getRuntime();
    for (int i = 0; i < 3; i++) {
      runtime.gc();
    }
    return runtime.totalMemory() - runtime.freeMemory();
  }
}
