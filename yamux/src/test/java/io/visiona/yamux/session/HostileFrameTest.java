package io.visiona.yamux.session;

import static io.visiona.yamux.frame.Flags.ACK;
import static io.visiona.yamux.frame.Flags.FIN;
import static io.visiona.yamux.frame.Flags.NONE;
import static io.visiona.yamux.frame.Flags.RST;
import static io.visiona.yamux.frame.Flags.SYN;
import static org.assertj.core.api.Assertions.assertThat;

import io.visiona.yamux.frame.Frame;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;

/** One test per rule a peer can break; each with its bytes at once and one at a time. */
@ParameterizedClass(name = "byte by byte: {0}")
@ValueSource(booleans = {false, true})
class HostileFrameTest {
  private final boolean byteByByte;

  HostileFrameTest(boolean byteByByte) {
    this.byteByByte = byteByByte;
  }

  private Probe server() {
    return server(SessionConfig.defaults());
  }

  private Probe server(SessionConfig config) {
    return new Probe(Role.SERVER, config).byteByByte(byteByByte);
  }

  private static void assertProtocolError(Probe probe, String why) {
    assertThat(probe.endCode()).isEqualTo(YamuxException.Code.PROTOCOL_ERROR);
    assertThat(probe.endMessage()).contains(why);
    assertThat(probe.heard.stream().filter(line -> line.startsWith("ended"))).hasSize(1);
    assertThat(probe.session.isFinished()).isFalse();
    assertThat(probe.sent()).endsWith(new Frame.GoAway(Frame.GoAway.PROTOCOL_ERROR));
    assertThat(probe.session.isFinished()).isTrue();
    assertThat(probe.session.stats().streamsOpen()).isZero();
  }

  private static byte[] header(int version, int type, int flags) {
    return new byte[] {
      (byte) version, (byte) type, (byte) (flags >> 8), (byte) flags, 0, 0, 0, 1, 0, 0, 0, 0
    };
  }

  @Test
  void unknownVersion() {
    assertProtocolError(server().feed(header(1, 0, SYN)), "unknown version 1");
  }

  @Test
  void unknownType() {
    assertProtocolError(server().feed(header(0, 4, SYN)), "unknown type 4");
  }

  @Test
  void highestType() {
    assertProtocolError(server().feed(header(0, 255, SYN)), "unknown type 255");
  }

  @Test
  void unknownFlag() {
    assertProtocolError(server().feed(header(0, 1, SYN | 16)), "unknown flags 17");
  }

  @Test
  void highestFlag() {
    assertProtocolError(server().feed(header(0, 1, 0x8000)), "unknown flags 32768");
  }

  @Test
  void streamOfTheWrongParity() {
    assertProtocolError(server().open(2), "may not open stream 2");
  }

  @Test
  void streamZero() {
    assertProtocolError(server().open(0), "may not open stream 0");
  }

  @Test
  void dataOnStreamZero() {
    assertProtocolError(server().feedData(NONE, 0, 4), "never opened");
  }

  @Test
  void streamOpenedTwice_whileItLives() {
    assertProtocolError(server().open(1).open(1), "stream 1 opened twice");
  }

  @Test
  void streamOpenedTwice_afterItsEnd() {
    Probe probe = server().open(1).feed(new Frame.WindowUpdate(RST, 1, 0));
    assertProtocolError(probe.open(1), "stream 1 opened twice");
  }

  @Test
  void synWithAck() {
    assertProtocolError(server().feed(new Frame.WindowUpdate(SYN | ACK, 1, 0)), "SYN with ACK");
  }

  @Test
  void frameForStreamOfOursThatWasNeverOpened() {
    assertProtocolError(server().feed(new Frame.WindowUpdate(NONE, 2, 9)), "never opened");
  }

  @Test
  void frameForStreamOfItsOwnThatWasNeverOpened() {
    assertProtocolError(server().open(5).feed(new Frame.WindowUpdate(NONE, 3, 9)), "never opened");
  }

  @Test
  void receiveWindowExceeded_inOneFrame() {
    Probe probe = server().open(1);
    assertProtocolError(
        probe.feed(new Frame.Data(NONE, 1, SessionConfig.INITIAL_WINDOW + 1)), "window exceeded");
  }

  @Test
  void receiveWindowExceeded_byOneByteMore() {
    Probe probe = server().open(1).feedData(NONE, 1, SessionConfig.INITIAL_WINDOW);
    assertThat(probe.endCode()).isNull();
    assertProtocolError(probe.feed(new Frame.Data(NONE, 1, 1)), "window exceeded");
  }

  @Test
  void receiveWindowExceeded_afterGrant() {
    Probe probe = server().open(1);
    probe.accepted.get(0).grant(10);
    probe.feedData(NONE, 1, SessionConfig.INITIAL_WINDOW).feedData(NONE, 1, 10);
    assertThat(probe.endCode()).isNull();
    assertProtocolError(probe.feed(new Frame.Data(NONE, 1, 1)), "window exceeded");
  }

  /** The advisory GHSA-vxx9-2994-q338 of rust-yamux: the first frame is no exception. */
  @Test
  void receiveWindowExceeded_byTheFrameThatOpens() {
    assertProtocolError(
        server().feed(new Frame.Data(SYN, 1, SessionConfig.INITIAL_WINDOW + 1)), "window exceeded");
  }

  @Test
  void receiveWindowExceeded_byTheFrameThatOpensARefusedStream() {
    Probe probe = server(SessionConfig.builder().maxInboundStreams(0).build());
    assertProtocolError(
        probe.feed(new Frame.Data(SYN, 1, SessionConfig.INITIAL_WINDOW + 1)), "window exceeded");
  }

  @Test
  void frameLongerThanAnyIsAccepted() {
    Probe probe = server(SessionConfig.builder().maxFrameLength(1000).build()).open(1);
    assertProtocolError(probe.feed(new Frame.Data(NONE, 1, 1001)), "frame of 1001 bytes");
  }

  @Test
  void frameOfTheLongestLength_isNotReadAsNegative() {
    assertProtocolError(server().open(1).feed(new Frame.Data(NONE, 1, -1)), "frame of 4294967295");
  }

  @Test
  void frameTooLongForAStreamThatIsGone() {
    Probe probe = server().open(1).feed(new Frame.WindowUpdate(RST, 1, 0));
    assertProtocolError(probe.feed(new Frame.Data(NONE, 1, -1)), "frame of 4294967295");
  }

  @Test
  void sendWindowOverflow_byOneUpdate() {
    assertProtocolError(server().open(1).feed(new Frame.WindowUpdate(NONE, 1, -1)), "overflow");
  }

  @Test
  void sendWindowOverflow_byTheUpdateThatOpens() {
    assertProtocolError(server().feed(new Frame.WindowUpdate(SYN, 1, -1)), "overflow");
  }

  @Test
  void sendWindowOverflow_byTheSum() {
    int widest = (int) (0xffff_ffffL - SessionConfig.INITIAL_WINDOW);
    Probe probe = server().open(1).feed(new Frame.WindowUpdate(NONE, 1, widest));
    assertThat(probe.endCode()).isNull();
    assertProtocolError(probe.feed(new Frame.WindowUpdate(NONE, 1, 1)), "overflow");
  }

  @Test
  void secondFin() {
    Probe probe = server().open(1).feed(new Frame.WindowUpdate(FIN, 1, 0));
    assertProtocolError(probe.feed(new Frame.WindowUpdate(FIN, 1, 0)), "second FIN");
  }

  @Test
  void dataAfterFin_resetsThatStreamOnly() {
    Probe probe = server().open(1).open(3).feed(new Frame.WindowUpdate(FIN, 1, 0));
    probe.feedData(NONE, 1, 3);

    assertThat(probe.heard).endsWith("1 finished", "1 reset");
    assertThat(probe.sent()).containsExactly(new Frame.WindowUpdate(RST, 1, 0));
    assertThat(probe.feedData(NONE, 3, 3).endCode()).isNull();
  }

  @Test
  void streamsBeyondTheLimit_areResetOneByOne() {
    Probe probe = server(SessionConfig.builder().maxInboundStreams(2).build()).open(1).open(3);
    probe.feedData(SYN, 5, 7).feedData(NONE, 5, 7).feed(new Frame.WindowUpdate(FIN, 5, 0));

    assertThat(probe.sent()).containsExactly(new Frame.WindowUpdate(RST, 5, 0));
    assertThat(probe.session.stats().streamsOpen()).isEqualTo(2);
    assertThat(probe.endCode()).isNull();
  }

  @Test
  void floodOfStreamsBeyondTheLimit() {
    Probe probe = server(SessionConfig.builder().maxInboundStreams(0).build());
    for (int i = 0; i <= 1024; i++) {
      probe.open(2 * i + 1);
      probe.sent();
    }
    assertThat(probe.endMessage()).contains("refusals");
  }

  @Test
  void floodOfRefusedStreams() {
    Probe probe = server().refusing();
    for (int i = 0; i <= 4096; i++) {
      probe.open(2 * i + 1);
      probe.sent();
    }
    assertThat(probe.endMessage()).contains("refusals");
  }

  @Test
  void pingFlood() {
    Probe probe = server();
    for (int i = 0; i < 100; i++) {
      probe.feed(new Frame.Ping(SYN, i));
    }
    assertThat(probe.endCode()).isNull();
    assertProtocolError(probe.feed(new Frame.Ping(SYN, 100)), "ping flood");
  }

  @Test
  void pingFlood_isCountedPerSecond() {
    Probe probe = server();
    for (int second = 0; second < 3; second++) {
      for (int i = 0; i < 100; i++) {
        probe.feed(new Frame.Ping(SYN, i));
      }
      assertThat(probe.sent()).hasSize(100);
      probe.pass(Duration.ofSeconds(1));
    }
    assertThat(probe.endCode()).isNull();
  }

  @Test
  void floodOfPingAnswers() {
    Probe probe = server();
    for (int i = 0; i <= 100; i++) {
      probe.feed(new Frame.Ping(ACK, i));
    }
    assertProtocolError(probe, "ping flood");
  }

  @Test
  void pingThatIsNeitherQuestionNorAnswer() {
    assertProtocolError(server().feed(new Frame.Ping(NONE, 1)), "ping with flags 0");
    assertProtocolError(server().feed(new Frame.Ping(SYN | ACK, 1)), "ping with flags 3");
  }

  @Test
  void goAwayWithAnUnknownCode() {
    assertProtocolError(server().feed(new Frame.GoAway(3)), "go-away with code 3");
  }

  @Test
  void goAwayThatReportsAnError_endsWithoutAnswer() {
    Probe probe = server().open(1).feed(new Frame.GoAway(Frame.GoAway.PROTOCOL_ERROR));

    assertThat(probe.heard)
        .containsExactly(
            "1 opened", "go-away 1", "1 session ended PROTOCOL_ERROR", "ended PROTOCOL_ERROR");
    assertThat(probe.sent()).isEmpty();
    assertThat(server().feed(new Frame.GoAway(Frame.GoAway.INTERNAL_ERROR)).endCode())
        .isEqualTo(YamuxException.Code.PEER_ERROR);
  }

  @Test
  void openAndResetWithoutReading_doesNotCollectResets() {
    Probe probe = server();
    for (int i = 0; i < 10_000 && probe.session.isOpen(); i++) {
      probe.open(2 * i + 1);
      probe.accepted.forEach(Channel::reset);
      probe.accepted.clear();
    }
    assertThat(probe.endCode()).isEqualTo(YamuxException.Code.OUTPUT_OVERFLOW);
  }

  @Test
  void openAndFinishWithoutReading_doesNotCollectFins() {
    Probe probe = server();
    for (int i = 0; i < 30_000 && probe.session.isOpen(); i++) {
      probe.feed(new Frame.WindowUpdate(SYN | FIN, 2 * i + 1, 0));
      probe.accepted.forEach(Channel::finish);
      probe.accepted.clear();
    }
    assertThat(probe.endCode()).isEqualTo(YamuxException.Code.OUTPUT_OVERFLOW);
  }

  @Test
  void grantWithoutReading_cannotFillTheQueueBeyondItsLimit() {
    Probe probe = server(smallQueue()).open(1).open(3);
    probe.feed(new Frame.WindowUpdate(NONE, 1, 1 << 30));
    Channel greedy = probe.accepted.get(0);
    greedy.send(ByteBuffer.allocate(SessionConfig.INITIAL_WINDOW + (1 << 20)));
    probe.accepted.get(1).send(ByteBuffer.allocate(SessionConfig.INITIAL_WINDOW));
    assertThat(probe.endCode()).isNull();

    assertThat(greedy.send(ByteBuffer.allocate(1))).isZero();

    assertThat(probe.endCode()).isEqualTo(YamuxException.Code.OUTPUT_OVERFLOW);
    assertThat(probe.sent()).containsExactly(new Frame.GoAway(Frame.GoAway.INTERNAL_ERROR));
  }

  @Test
  void finishedStreamsThatAreNotRead_countAgainstTheQueue() {
    Probe probe = server(smallQueue());
    for (int id = 1; id <= 9; id += 2) {
      probe.feed(new Frame.WindowUpdate(SYN | FIN, id, 0));
      Channel channel = probe.accepted.get(probe.accepted.size() - 1);
      channel.send(ByteBuffer.allocate(SessionConfig.INITIAL_WINDOW));
      channel.finish();
    }
    assertThat(probe.endCode()).isNull();
    probe.open(11).feed(new Frame.WindowUpdate(NONE, 11, 1));
    probe.accepted.get(5).send(ByteBuffer.allocate(SessionConfig.INITIAL_WINDOW + 1));

    assertThat(probe.endCode()).isEqualTo(YamuxException.Code.OUTPUT_OVERFLOW);
  }

  private static SessionConfig smallQueue() {
    return SessionConfig.builder().writerQueue(1 << 18).maxOutputQueue(1 << 20).build();
  }

  @Test
  void nothingIsHeardAfterTheEnd() {
    Probe probe = server().open(1).open(2);
    List<String> heard = List.copyOf(probe.heard);
    probe.open(3).feedData(NONE, 1, 5);
    assertThat(probe.heard).isEqualTo(heard);
  }

  @Test
  void framesForStreamsThatAreGone_areIgnored() throws Exception {
    Probe probe = server().open(1).feed(new Frame.WindowUpdate(RST, 1, 0));
    Channel ours = probe.openStream();
    probe.sent();
    ours.reset();
    probe.feedData(NONE, 1, 10).feed(new Frame.WindowUpdate(FIN, 1, 0));
    probe.feed(new Frame.WindowUpdate(ACK, 2, 0)).feedData(NONE, 2, 10);

    assertThat(probe.endCode()).isNull();
    assertThat(probe.heard).containsExactly("1 opened", "1 reset");
  }
}
