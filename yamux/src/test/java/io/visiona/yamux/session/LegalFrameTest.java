package io.visiona.yamux.session;

import static io.visiona.yamux.frame.Flags.ACK;
import static io.visiona.yamux.frame.Flags.FIN;
import static io.visiona.yamux.frame.Flags.NONE;
import static io.visiona.yamux.frame.Flags.RST;
import static io.visiona.yamux.frame.Flags.SYN;
import static org.assertj.core.api.Assertions.assertThat;

import io.visiona.yamux.frame.Frame;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;

/** Frames that are unusual and legal; each with its bytes at once and one at a time. */
@ParameterizedClass(name = "byte by byte: {0}")
@ValueSource(booleans = {false, true})
class LegalFrameTest {
  private final boolean byteByByte;

  LegalFrameTest(boolean byteByByte) {
    this.byteByByte = byteByByte;
  }

  private Probe probe(Role role) {
    return new Probe(role).byteByByte(byteByByte);
  }

  private int dataHeard(Probe probe) {
    return probe.heard.stream()
        .filter(line -> line.contains(" data "))
        .mapToInt(line -> Integer.parseInt(line.substring(line.lastIndexOf(' ') + 1)))
        .sum();
  }

  @Test
  void synWithData_deliversTheData() {
    Probe probe = probe(Role.SERVER).feedData(SYN, 1, 5);

    assertThat(probe.heard).startsWith("1 opened");
    assertThat(dataHeard(probe)).isEqualTo(5);
  }

  @Test
  void synWithDataAndFin_deliversTheDataFirst() {
    Probe probe = probe(Role.SERVER).feedData(SYN | FIN, 1, 5);

    assertThat(probe.heard).startsWith("1 opened").endsWith("1 finished");
    assertThat(dataHeard(probe)).isEqualTo(5);
  }

  @Test
  void synWithFin() {
    Probe probe = probe(Role.SERVER).feed(new Frame.WindowUpdate(SYN | FIN, 1, 0));

    assertThat(probe.heard).containsExactly("1 opened", "1 finished");
    assertThat(probe.session.stats().streamsOpen()).isEqualTo(1);
  }

  @Test
  void synWithCredit() {
    Probe probe = probe(Role.SERVER).feed(new Frame.WindowUpdate(SYN, 1, 1000));

    assertThat(probe.heard).containsExactly("1 opened", "1 credited 1000");
    assertThat(probe.accepted.get(0).credit()).isEqualTo(SessionConfig.INITIAL_WINDOW + 1000);
  }

  @Test
  void synWithReset_opensNothing() {
    Probe probe = probe(Role.SERVER).feed(new Frame.WindowUpdate(SYN | RST, 1, 0));

    assertThat(probe.heard).isEmpty();
    assertThat(probe.endCode()).isNull();
  }

  @Test
  void idsOutOfOrder_areAccepted() {
    Probe probe = probe(Role.SERVER).open(7).open(1).open(5).open(3).open(9);

    assertThat(probe.accepted).hasSize(5);
    assertThat(probe.endCode()).isNull();
  }

  @Test
  void highestId_isAccepted() {
    Probe probe = probe(Role.SERVER).open(-1);

    assertThat(probe.accepted).hasSize(1);
    assertThat(probe.open(-3).endCode()).isNull();
  }

  @Test
  void ackWithFin_isBoth() throws Exception {
    Probe probe = probe(Role.CLIENT);
    probe.openStream();
    probe.feed(new Frame.WindowUpdate(ACK | FIN, 1, 0));

    assertThat(probe.heard).containsExactly("1 acknowledged", "1 finished");
  }

  @Test
  void ackWithData_isBoth() throws Exception {
    Probe probe = probe(Role.CLIENT);
    probe.openStream();
    probe.feedData(ACK, 1, 3);

    assertThat(probe.heard).startsWith("1 acknowledged");
    assertThat(dataHeard(probe)).isEqualTo(3);
  }

  @Test
  void dataWithoutAck_isAsGoodAsOne() throws Exception {
    Probe probe = probe(Role.CLIENT);
    Channel channel = probe.openStream();
    probe.feedData(NONE, 1, 3);

    assertThat(probe.heard).startsWith("1 acknowledged");
    assertThat(channel.isAcknowledged()).isTrue();
  }

  @Test
  void ackTwice_isHeardOnce() throws Exception {
    Probe probe = probe(Role.CLIENT);
    probe.openStream();
    probe.feed(new Frame.WindowUpdate(ACK, 1, 0)).feed(new Frame.WindowUpdate(ACK, 1, 7));

    assertThat(probe.heard).containsExactly("1 acknowledged", "1 credited 7");
  }

  @Test
  void ackOnAStreamOfThePeers_isIgnored() {
    Probe probe = probe(Role.SERVER).open(1).feed(new Frame.WindowUpdate(ACK, 1, 0));

    assertThat(probe.heard).containsExactly("1 opened");
    assertThat(probe.endCode()).isNull();
  }

  @Test
  void windowUpdateOfNothing_isSilent() {
    Probe probe = probe(Role.SERVER).open(1).feed(new Frame.WindowUpdate(NONE, 1, 0));

    assertThat(probe.heard).containsExactly("1 opened");
  }

  @Test
  void windowUpdateWiderThanAnInt_isHeardInParts() {
    Probe probe = probe(Role.SERVER).open(1).feed(new Frame.WindowUpdate(NONE, 1, 0x8000_0001));

    assertThat(probe.heard).containsExactly("1 opened", "1 credited 2147483647", "1 credited 2");
    assertThat(probe.accepted.get(0).credit())
        .isEqualTo(SessionConfig.INITIAL_WINDOW + 0x8000_0001L);
  }

  @Test
  void windowUpdateAfterFin_stillCounts() {
    Probe probe = probe(Role.SERVER).feed(new Frame.WindowUpdate(SYN | FIN, 1, 0));
    probe.feed(new Frame.WindowUpdate(NONE, 1, 5));

    assertThat(probe.heard).endsWith("1 credited 5");
  }

  @Test
  void emptyData_isSilent() {
    Probe probe = probe(Role.SERVER).open(1).feedData(NONE, 1, 0).feedData(FIN, 1, 0);

    assertThat(probe.heard).containsExactly("1 opened", "1 finished");
  }

  @Test
  void ping_isAnsweredWithItsValue() {
    Probe probe = probe(Role.SERVER).feed(new Frame.Ping(SYN, 0xcafe_babe));

    assertThat(probe.sent()).containsExactly(new Frame.Ping(ACK, 0xcafe_babe));
  }

  @Test
  void pingAnswerNobodyWaitsFor_isIgnored() {
    Probe probe = probe(Role.SERVER).feed(new Frame.Ping(ACK, 12));

    assertThat(probe.endCode()).isNull();
    assertThat(probe.session.stats().roundTripNanos()).isZero();
  }

  @Test
  void goAwayTwice_isHeardOnce() {
    Probe probe = probe(Role.SERVER).feed(new Frame.GoAway(0)).feed(new Frame.GoAway(0));

    assertThat(probe.heard).containsExactly("go-away 0");
    assertThat(probe.session.isDraining()).isTrue();
  }

  @Test
  void littleEndianAndDirectBuffers_areReadAsBigEndian() {
    Probe probe = probe(Role.SERVER);
    ByteBuffer direct = ByteBuffer.allocateDirect(12).order(ByteOrder.LITTLE_ENDIAN);
    direct.put(Probe.bytes(new Frame.WindowUpdate(SYN, 1, 0))).flip();
    probe.session.receive(direct);

    assertThat(probe.heard).containsExactly("1 opened");
    assertThat(direct.hasRemaining()).isFalse();
  }

  @Test
  void refusedStream_isReset() {
    Probe probe = probe(Role.SERVER).refusing().feedData(SYN | FIN, 1, 9);

    assertThat(probe.heard).containsExactly("1 opened");
    assertThat(probe.sent()).containsExactly(new Frame.WindowUpdate(RST, 1, 0));
    assertThat(probe.session.stats().streamsOpen()).isZero();
  }
}
