package io.visiona.yamux.session;

import static io.visiona.yamux.frame.Flags.ACK;
import static io.visiona.yamux.frame.Flags.FIN;
import static io.visiona.yamux.frame.Flags.NONE;
import static io.visiona.yamux.frame.Flags.SYN;
import static org.assertj.core.api.Assertions.assertThat;

import io.visiona.yamux.frame.Frame;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Tracing: every frame both ways in its order, and nobody is told before it was asked for. */
class FrameListenerTest {
  private static final class Trace implements FrameListener {
    final List<Frame> received = new ArrayList<>();
    final List<Frame> sent = new ArrayList<>();

    @Override
    public void received(Frame frame) {
      received.add(frame);
    }

    @Override
    public void sent(Frame frame) {
      sent.add(frame);
    }
  }

  @Test
  void everyFrame_isTold_whileItIsAskedFor() {
    Trace trace = new Trace();
    Probe probe = new Probe(Role.SERVER).open(1);
    probe.session.trace(trace);
    probe.feed(new Frame.Ping(SYN, 7)).feedData(FIN, 1, 100);
    probe.accepted.get(0).send(ByteBuffer.allocate(40_000));
    probe.accepted.get(0).finish();

    List<Frame> sent = probe.sent();

    assertThat(trace.received).containsExactly(new Frame.Ping(SYN, 7), new Frame.Data(FIN, 1, 100));
    assertThat(trace.sent)
        .isEqualTo(sent)
        .startsWith(new Frame.Ping(ACK, 7), new Frame.WindowUpdate(ACK, 1, 0))
        .endsWith(new Frame.Data(NONE, 1, 40_000 - 32 * 1024), new Frame.WindowUpdate(FIN, 1, 0));

    probe.session.trace(null);
    probe.feed(new Frame.Ping(SYN, 8));
    assertThat(probe.sent()).hasSize(1);
    assertThat(trace.received).hasSize(2);
    assertThat(trace.sent).hasSameSizeAs(sent);
  }

  @Test
  void frameThatBreaksTheProtocol_isToldBeforeTheEnd() {
    Trace trace = new Trace();
    Probe probe = new Probe(Role.SERVER);
    probe.session.trace(trace);
    probe.feed(new Frame.WindowUpdate(NONE, 99, 5));

    assertThat(trace.received).containsExactly(new Frame.WindowUpdate(NONE, 99, 5));
    assertThat(probe.endCode()).isEqualTo(YamuxException.Code.PROTOCOL_ERROR);
  }
}
