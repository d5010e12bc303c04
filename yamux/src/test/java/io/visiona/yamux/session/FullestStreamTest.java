package io.visiona.yamux.session;

import static io.visiona.yamux.frame.Flags.ACK;
import static io.visiona.yamux.frame.Flags.FIN;
import static io.visiona.yamux.frame.Flags.NONE;
import static io.visiona.yamux.frame.Flags.RST;
import static org.assertj.core.api.Assertions.assertThat;

import io.visiona.yamux.frame.Frame;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

/** A session gives up the stream that has most waiting. */
class FullestStreamTest {
  private static final int MANY = 4_000;

  private final Probe probe = new Probe(Role.SERVER).open(1).open(3);

  private void send(int stream, int bytes) {
    probe.accepted.get(stream).send(ByteBuffer.allocate(bytes));
  }

  @Test
  void streamWithMostWaiting_isResetAtBothEnds() {
    send(0, 10);
    send(1, 20);
    assertThat(probe.session.resetFullest()).isTrue();
    assertThat(probe.session.waitingBytes()).isEqualTo(10);
    assertThat(probe.heard).contains("3 reset").doesNotContain("1 reset");
    assertThat(probe.sent())
        .containsExactly(
            new Frame.WindowUpdate(ACK | RST, 3, 0),
            new Frame.WindowUpdate(ACK, 1, 0),
            new Frame.Data(NONE, 1, 10));
  }

  @Test
  void streamFinishedByBothSides_isResetToo() {
    probe.feed(new Frame.WindowUpdate(FIN, 3, 0));
    send(1, 20);
    probe.accepted.get(1).finish();
    assertThat(probe.session.resetFullest()).isTrue();
    assertThat(probe.session.waitingBytes()).isZero();
    assertThat(probe.sent()).containsExactly(new Frame.WindowUpdate(ACK | RST, 3, 0));
  }

  @Test
  void whereNothingWaits_nothingIsReset() {
    probe.accepted.get(0).acknowledge();
    assertThat(probe.session.resetFullest()).isFalse();
    assertThat(probe.heard).doesNotContain("1 reset", "3 reset");
  }

  @Test
  void moreResetsThanThePeerTakes_doNotEndTheSession() {
    SessionConfig config = SessionConfig.builder().maxInboundStreams(2 * MANY).build();
    Probe full = new Probe(Role.SERVER, config);
    for (int i = 0; i < 2 * MANY; i++) {
      full.open(2 * i + 1);
      full.accepted.get(i).send(ByteBuffer.allocate(1));
    }
    int reset = 0;
    while (full.session.resetFullest()) {
      reset++;
    }
    full.feed(new Frame.Ping(1, 1));
    assertThat(reset).isBetween(1_000, 2 * MANY - 1);
    assertThat(full.session.isOpen()).isTrue();
    full.sent();
    assertThat(full.session.resetFullest()).isFalse();
  }
}
