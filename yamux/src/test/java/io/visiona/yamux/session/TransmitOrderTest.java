package io.visiona.yamux.session;

import static io.visiona.yamux.frame.Flags.ACK;
import static io.visiona.yamux.frame.Flags.FIN;
import static io.visiona.yamux.frame.Flags.NONE;
import static io.visiona.yamux.frame.Flags.RST;
import static io.visiona.yamux.frame.Flags.SYN;
import static org.assertj.core.api.Assertions.assertThat;

import io.visiona.yamux.frame.Frame;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

/** In which order waiting frames leave, and what is left out. */
class TransmitOrderTest {
  private static final int QUANTUM = 32 * 1024;

  private static ByteBuffer bytes(int count) {
    return ByteBuffer.allocate(count);
  }

  @Test
  void controlFramesOvertakeData_andStreamsTakeTurns() {
    Probe probe = new Probe(Role.SERVER).open(1).open(3);
    Channel one = probe.accepted.get(0);
    Channel three = probe.accepted.get(1);
    one.acknowledge();
    one.send(bytes(2 * QUANTUM));
    three.send(bytes(QUANTUM));
    probe.feed(new Frame.Ping(SYN, 4));
    one.grant(7);

    ByteBuffer big = bytes(1 << 20);
    assertThat(probe.session.transmit(big)).isEqualTo(3 * QUANTUM + 6 * 12);
    assertThat(headers(big.flip()))
        .containsExactly(
            new Frame.Ping(ACK, 4),
            new Frame.WindowUpdate(ACK, 1, 7),
            new Frame.WindowUpdate(ACK, 3, 0),
            new Frame.Data(NONE, 1, QUANTUM),
            new Frame.Data(NONE, 3, QUANTUM),
            new Frame.Data(NONE, 1, QUANTUM));
  }

  private static java.util.List<Frame> headers(ByteBuffer bytes) {
    java.util.List<Frame> frames = new java.util.ArrayList<>();
    io.visiona.yamux.frame.FrameDecoder decoder = new io.visiona.yamux.frame.FrameDecoder();
    while (bytes.hasRemaining()) {
      switch (decoder.next(bytes)) {
        case HEADER -> frames.add(decoder.frame());
        case PAYLOAD -> bytes.position(bytes.position() + decoder.fragment());
        case MORE, MALFORMED -> throw new AssertionError("not whole frames");
      }
    }
    return frames;
  }

  @Test
  void smallWrites_travelTogether() {
    Probe probe = new Probe(Role.SERVER).open(1);
    for (int i = 0; i < 100; i++) {
      probe.accepted.get(0).send(bytes(10));
    }
    assertThat(probe.sent())
        .containsExactly(new Frame.WindowUpdate(ACK, 1, 0), new Frame.Data(NONE, 1, 1000));
  }

  /** hashicorp's receiver looks at FIN before it looks at the payload of the same frame. */
  @Test
  void fin_followsTheDataInAFrameOfItsOwn() {
    Probe probe = new Probe(Role.SERVER).open(1);
    probe.accepted.get(0).send(bytes(10));
    probe.accepted.get(0).finish();
    probe.accepted.get(0).finish();

    assertThat(probe.accepted.get(0).send(bytes(10))).isZero();
    assertThat(probe.sent())
        .containsExactly(
            new Frame.WindowUpdate(ACK, 1, 0),
            new Frame.Data(NONE, 1, 10),
            new Frame.WindowUpdate(FIN, 1, 0));
  }

  @Test
  void grantsAreSentAfterFin() {
    Probe probe = new Probe(Role.SERVER).open(1);
    probe.accepted.get(0).finish();
    probe.sent();
    probe.accepted.get(0).grant(5);

    assertThat(probe.sent()).containsExactly(new Frame.WindowUpdate(NONE, 1, 5));
  }

  @Test
  void reset_dropsWhatTheStreamQueued() {
    Probe probe = new Probe(Role.SERVER).open(1).open(3);
    probe.accepted.get(0).send(bytes(1000));
    probe.accepted.get(1).send(bytes(5));
    probe.accepted.get(0).reset();
    probe.accepted.get(0).grant(9);

    assertThat(probe.sent())
        .containsExactly(
            new Frame.WindowUpdate(ACK | RST, 1, 0),
            new Frame.WindowUpdate(ACK, 3, 0),
            new Frame.Data(NONE, 3, 5));
  }

  @Test
  void streamThatIsResetBeforeItsSynLeft_isNeverMentioned() throws Exception {
    Probe probe = new Probe(Role.CLIENT);
    Channel first = probe.openStream();
    Channel second = probe.openStream();
    first.send(bytes(10));
    first.reset();

    assertThat(probe.sent()).containsExactly(new Frame.WindowUpdate(SYN, 3, 0));
    assertThat(second.isOpen()).isTrue();
  }

  @Test
  void firstBytes_travelWithSyn_andOnlyThose() throws Exception {
    Probe probe = new Probe(Role.CLIENT);
    ByteBuffer first = bytes(40);
    ChannelHandler ignored = new SilentHandler();
    Channel channel = probe.session.open(ignored, first);
    channel.send(bytes(100));

    assertThat(first.hasRemaining()).isFalse();
    assertThat(channel.credit()).isEqualTo(SessionConfig.INITIAL_WINDOW - 140);
    assertThat(probe.sent())
        .containsExactly(new Frame.Data(SYN, 1, 40), new Frame.Data(NONE, 1, 100));
  }

  @Test
  void send_takesNoMoreThanThePeersWindow() {
    Probe probe = new Probe(Role.SERVER).open(1);
    ByteBuffer payload = bytes(SessionConfig.INITIAL_WINDOW + 10);

    assertThat(probe.accepted.get(0).send(payload)).isEqualTo(SessionConfig.INITIAL_WINDOW);
    assertThat(payload.remaining()).isEqualTo(10);
    assertThat(probe.accepted.get(0).send(payload)).isZero();
    probe.feed(new Frame.WindowUpdate(NONE, 1, 4));
    assertThat(probe.accepted.get(0).send(payload)).isEqualTo(4);
  }

  @Test
  void acknowledgement_isSentOnce_withItsCredit() {
    Probe probe = new Probe(Role.SERVER).open(1);
    probe.accepted.get(0).acknowledge(33);
    probe.accepted.get(0).acknowledge();

    assertThat(probe.sent()).containsExactly(new Frame.WindowUpdate(ACK, 1, 33));
    probe.feedData(NONE, 1, SessionConfig.INITIAL_WINDOW + 33);
    assertThat(probe.endCode()).isNull();
  }

  @Test
  void smallDestinations_getWholeFrames_andEverythingArrives() {
    Probe probe = new Probe(Role.SERVER).open(1);
    probe.accepted.get(0).send(bytes(1000));
    probe.accepted.get(0).finish();
    ByteBuffer all = bytes(4096);
    ByteBuffer small = bytes(64);
    while (probe.session.transmit(small.clear()) > 0) {
      all.put(small.flip());
    }

    assertThat(headers(all.flip()).stream().mapToInt(Frame::length).sum()).isEqualTo(1000);
    assertThat(probe.session.hasOutput()).isFalse();
  }

  @Test
  void outputReady_isAnnouncedOnlyWhenNothingWaited() {
    Probe probe = new Probe(Role.SERVER).open(1);
    probe.accepted.get(0).send(bytes(10));
    probe.accepted.get(0).send(bytes(10));
    probe.feed(new Frame.Ping(SYN, 1));
    assertThat(probe.announcements()).isEqualTo(1);

    probe.sent();
    probe.accepted.get(0).grant(1);
    assertThat(probe.announcements()).isEqualTo(2);
  }

  @Test
  void bothFinished_theStreamIsForgotten() {
    Probe probe = new Probe(Role.SERVER).open(1);
    probe.accepted.get(0).send(bytes(10));
    probe.accepted.get(0).finish();
    assertThat(probe.session.stats().streamsOpen()).isEqualTo(1);
    probe.feed(new Frame.WindowUpdate(FIN, 1, 0));

    assertThat(probe.session.stats().streamsOpen()).isZero();
    assertThat(probe.sent()).hasSize(3);
  }

  @Test
  void close_saysGoodbyeAndNothingElse() {
    Probe probe = new Probe(Role.SERVER).open(1);
    probe.accepted.get(0).send(bytes(1000));
    probe.session.close(YamuxException.Code.SESSION_CLOSED);

    assertThat(probe.sent()).containsExactly(new Frame.GoAway(0));
    assertThat(probe.session.isFinished()).isTrue();
  }

  @Test
  void draining_refusesStreamsBothWays() {
    Probe probe = new Probe(Role.SERVER).open(1);
    probe.session.goAway();
    probe.session.goAway();
    probe.open(3);

    assertThat(probe.sent())
        .containsExactly(new Frame.GoAway(0), new Frame.WindowUpdate(RST, 3, 0));
    assertThat(probe.accepted).hasSize(1);
    org.assertj.core.api.Assertions.assertThatThrownBy(probe::openStream)
        .hasMessageContaining("draining");
  }

  /** Hears everything and does nothing. */
  private static final class SilentHandler implements ChannelHandler {
    @Override
    public void acknowledged() {}

    @Override
    public void data(ByteBuffer payload) {}

    @Override
    public void credited(int delta) {}

    @Override
    public void finished() {}

    @Override
    public void reset() {}

    @Override
    public void sessionEnded(YamuxException reason) {}
  }
}
