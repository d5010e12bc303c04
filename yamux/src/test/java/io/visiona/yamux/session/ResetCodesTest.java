package io.visiona.yamux.session;

import static io.visiona.yamux.frame.Flags.ACK;
import static io.visiona.yamux.frame.Flags.RST;
import static io.visiona.yamux.frame.Flags.SYN;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.visiona.yamux.blocking.StreamSession;
import io.visiona.yamux.blocking.WindowBudget;
import io.visiona.yamux.blocking.YamuxStream;
import io.visiona.yamux.frame.Frame;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a RST says beside that the stream is over, and to whom. */
class ResetCodesTest {
  private static final SessionConfig CODED =
      SessionConfig.builder().maxInboundStreams(1).resetCodes(ResetCodes.agreed(5, 3)).build();

  @Test
  void code_reachesThePeersHandler_whenBothEndsHaveAgreed() throws Exception {
    Probe sender = new Probe(Role.SERVER, CODED).open(1);
    sender.accepted.getFirst().reset(42);
    assertThat(sender.sent()).containsExactly(new Frame.WindowUpdate(RST, 1, 42));

    Probe reader = new Probe(Role.CLIENT, CODED);
    Channel channel = reader.openStream();
    reader.feed(new Frame.WindowUpdate(RST, 1, 42));
    assertThat(channel.resetCode()).isEqualTo(42);
    assertThat(reader.heard).containsExactly("1 reset");
  }

  @Test
  void plainSession_sendsZeroWhateverItsUserSays_andReadsNoCode() throws Exception {
    Probe sender = new Probe(Role.SERVER).open(1);
    sender.accepted.getFirst().reset(42);
    assertThat(sender.sent()).containsExactly(new Frame.WindowUpdate(RST, 1, 0));

    Probe reader = new Probe(Role.CLIENT);
    Channel channel = reader.openStream();
    reader.feed(new Frame.WindowUpdate(RST, 1, 42));
    assertThat(channel.resetCode()).isZero();
    assertThat(reader.heard).containsExactly("1 reset");
  }

  /** Not even the window is touched: the stream is over. */
  @Test
  void hostileCode_readsAsZero_andHarmsNothing() throws Exception {
    for (int length : new int[] {256, 65_536, Integer.MAX_VALUE, Integer.MIN_VALUE, -1}) {
      Probe probe = new Probe(Role.CLIENT, CODED);
      Channel channel = probe.openStream();
      Channel other = probe.openStream();
      probe.feed(new Frame.WindowUpdate(RST, 1, length));
      assertThat(channel.resetCode()).isZero();
      assertThat(channel.isOpen()).isFalse();
      assertThat(channel.credit()).isZero();
      assertThat(other.isOpen()).isTrue();
      assertThat(probe.session.isOpen()).isTrue();
      probe.feed(new Frame.WindowUpdate(RST, 1, length)).feed(new Frame.WindowUpdate(ACK, 3, 0));
      assertThat(probe.heard).containsExactly("1 reset", "3 acknowledged");
    }
  }

  @Test
  void payloadLengthOfADataFrameWithRst_isNoCode() throws Exception {
    Probe probe = new Probe(Role.CLIENT, CODED);
    Channel channel = probe.openStream();
    probe.feedData(RST, 1, 4);
    assertThat(channel.resetCode()).isZero();
    assertThat(probe.heard).containsExactly("1 reset");
    assertThat(probe.session.isOpen()).isTrue();
  }

  @Test
  void numberThatIsNoCode_isAFaultOfTheCaller() {
    Channel channel = new Probe(Role.SERVER, CODED).open(1).accepted.getFirst();
    assertThatIllegalArgumentException().isThrownBy(() -> channel.reset(256));
    assertThatIllegalArgumentException().isThrownBy(() -> channel.reset(-1));
    assertThatIllegalArgumentException().isThrownBy(() -> ResetCodes.agreed(0, 256));
    assertThat(channel.isOpen()).isTrue();
  }

  @Test
  void sessionThatIsFull_orDrains_saysWhich() {
    Probe probe = new Probe(Role.SERVER, CODED).open(1).open(3);
    probe.session.goAway();
    probe.open(5);
    assertThat(probe.sent())
        .containsExactly(
            new Frame.WindowUpdate(RST, 3, 3),
            new Frame.GoAway(Frame.GoAway.NORMAL),
            new Frame.WindowUpdate(RST, 5, 5));
  }

  @Test
  void refusalOfAPlainSession_isHashicorps() {
    Probe probe = new Probe(Role.SERVER, SessionConfig.builder().maxInboundStreams(0).build());
    probe.open(1);
    assertThat(probe.sent()).containsExactly(new Frame.WindowUpdate(RST, 1, 0));
  }

  @Test
  void blockedUser_learnsTheCode_fromEveryFault() throws Exception {
    StreamSession session = StreamSession.over(Role.CLIENT, CODED, new WindowBudget(0), () -> {});
    YamuxStream stream = session.open(Duration.ofSeconds(5));
    session.session().receive(ByteBuffer.wrap(Probe.bytes(new Frame.WindowUpdate(RST, 1, 2))));
    for (int i = 0; i < 2; i++) {
      assertThatThrownBy(() -> stream.input().read())
          .isInstanceOfSatisfying(
              YamuxException.class,
              e -> {
                assertThat(e.code()).isEqualTo(YamuxException.Code.STREAM_REFUSED);
                assertThat(e.resetCode()).isEqualTo(2);
              });
    }
  }

  @Test
  void whoBoundsUnacknowledgedStreams_learnsWhetherItWasAcknowledged_andTheCode() throws Exception {
    StreamSession session = StreamSession.over(Role.CLIENT, CODED, new WindowBudget(0), () -> {});
    List<String> told = new ArrayList<>();
    ByteBuffer nothing = ByteBuffer.allocate(0);
    Duration wait = Duration.ofSeconds(5);
    YamuxStream _ = session.open(nothing, wait, (taken, code) -> told.add(taken + " " + code));
    YamuxStream _ = session.open(nothing, wait, (taken, code) -> told.add(taken + " " + code));
    YamuxStream left = session.open(nothing, wait, (taken, code) -> told.add(taken + " " + code));
    session.session().receive(ByteBuffer.wrap(Probe.bytes(new Frame.WindowUpdate(RST, 1, 4))));
    session.session().receive(ByteBuffer.wrap(Probe.bytes(new Frame.WindowUpdate(ACK, 3, 0))));
    left.reset();
    assertThat(told).containsExactly("false 4", "true 0", "false 0");
  }

  @Test
  void codeOfAStreamWhoseSynHasNotLeft_isNotSent() throws Exception {
    Probe probe = new Probe(Role.CLIENT, CODED);
    probe.openStream().reset(1);
    probe.openStream();
    assertThat(probe.sent()).containsExactly(new Frame.WindowUpdate(SYN, 3, 0));
  }
}
