package io.visiona.yamux.session;

import static io.visiona.yamux.frame.Flags.ACK;
import static io.visiona.yamux.frame.Flags.FIN;
import static io.visiona.yamux.frame.Flags.NONE;
import static io.visiona.yamux.frame.Flags.RST;
import static io.visiona.yamux.frame.Flags.SYN;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.visiona.yamux.blocking.StreamSession;
import io.visiona.yamux.blocking.WindowBudget;
import io.visiona.yamux.blocking.YamuxStream;
import io.visiona.yamux.frame.Frame;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * The cases of hashicorp/yamux's {@code session_test.go} that are about time; time is the test's.
 */
class HashicorpTimeoutTest {
  private static final Duration SECOND = Duration.ofSeconds(1);
  private final SessionConfig config =
      SessionConfig.builder()
          .idleTimeout(Duration.ZERO)
          .writeTimeout(Duration.ofSeconds(5))
          .build();

  @Test
  void pingTimeout_anOldPingIsGivenUp_andTheNextOneMeasures() {
    Probe probe = new Probe(Role.CLIENT, config);
    probe.session.ping();
    assertThat(probe.sent()).containsExactly(new Frame.Ping(SYN, 1));
    probe.pass(Duration.ofSeconds(20));
    probe.session.ping();
    assertThat(probe.sent()).containsExactly(new Frame.Ping(SYN, 2));
    probe.pass(Duration.ofMillis(7)).feed(new Frame.Ping(ACK, 1));
    assertThat(probe.session.stats().roundTripNanos()).isZero();

    probe.feed(new Frame.Ping(ACK, 2));
    assertThat(probe.session.stats().roundTripNanos()).isEqualTo(7_000_000);
  }

  @Test
  void keepAlive_pingsAtOnceAndThenEveryInterval() {
    Probe probe =
        new Probe(Role.CLIENT, config.toBuilder().pingInterval(Duration.ofSeconds(3)).build());
    int pings = 0;
    for (int i = 0; i < 9; i++) {
      pings += probe.passAndTick(SECOND).sent().size();
    }
    assertThat(pings).isEqualTo(3);
  }

  @Test
  void keepAliveTimeout_endsASessionThatHearsNothing() throws Exception {
    Probe probe =
        new Probe(Role.CLIENT, config.toBuilder().idleTimeout(Duration.ofSeconds(3)).build());
    probe.openStream();
    probe.sent();
    probe.passAndTick(SECOND).passAndTick(SECOND);
    probe.feed(new Frame.Ping(SYN, 0)).passAndTick(SECOND).passAndTick(SECOND);
    assertThat(probe.endCode()).isNull();

    probe.sent();
    probe.passAndTick(SECOND);
    assertThat(probe.heard).containsExactly("1 session ended IDLE_TIMEOUT", "ended IDLE_TIMEOUT");
    assertThat(probe.session.isFinished()).isTrue();
  }

  @Test
  void connectionWriteTimeout_whenNothingIsTaken() {
    Probe probe = new Probe(Role.CLIENT, config);
    probe.session.ping();
    for (int i = 0; i < 5; i++) {
      probe.passAndTick(SECOND);
      assertThat(probe.endCode()).isNull();
    }
    probe.passAndTick(SECOND);

    assertThat(probe.endCode()).isEqualTo(YamuxException.Code.WRITE_TIMEOUT);
    assertThat(probe.session.isFinished()).isTrue();
  }

  @Test
  void connectionWriteTimeout_whenAHandOverNeverCompletes() {
    Probe probe = new Probe(Role.CLIENT, config.toBuilder().pingInterval(Duration.ZERO).build());
    probe.session.ping();
    assertThat(probe.session.transmit(ByteBuffer.allocate(100))).isEqualTo(12);
    for (int i = 0; i < 6; i++) {
      probe.passAndTick(SECOND);
    }
    assertThat(probe.endCode()).isEqualTo(YamuxException.Code.WRITE_TIMEOUT);
  }

  @Test
  void connectionWriteTimeout_doesNotStrikeASlowTransport() {
    Probe probe = new Probe(Role.CLIENT, config.toBuilder().pingInterval(Duration.ZERO).build());
    for (int i = 0; i < 60; i++) {
      probe.session.ping();
      if (i % 4 == 0) {
        probe.session.transmit(ByteBuffer.allocate(12));
        probe.session.transmitProgress();
      }
      probe.passAndTick(SECOND);
    }
    assertThat(probe.endCode()).isNull();
  }

  @Test
  void connectionWriteTimeout_doesNotStrikeAnIdleSession() {
    Probe probe = new Probe(Role.CLIENT, config.toBuilder().pingInterval(Duration.ZERO).build());
    for (int i = 0; i < 60; i++) {
      probe.passAndTick(SECOND);
    }
    assertThat(probe.endCode()).isNull();
  }

  /** What is read although nothing can be written ends with the write time-out, not with a hang. */
  @Test
  void windowUpdateWriteDuringRead() {
    Probe probe = new Probe(Role.SERVER, config).open(1);
    probe.feedData(NONE, 1, SessionConfig.INITIAL_WINDOW - 1);
    probe.accepted.get(0).grant(SessionConfig.INITIAL_WINDOW - 1);
    for (int i = 0; i < 7; i++) {
      probe.passAndTick(SECOND);
    }
    assertThat(probe.heard).endsWith("1 session ended WRITE_TIMEOUT", "ended WRITE_TIMEOUT");
  }

  /** The same for a thread that reads: it is woken by the write time-out. */
  @Test
  @Timeout(30)
  void windowUpdateWriteDuringRead_wakesTheReader() throws Exception {
    StreamSession client = StreamSession.over(Role.CLIENT, config, new WindowBudget(0), () -> {});
    YamuxStream stream = client.open(SECOND);
    client.session().transmit(ByteBuffer.allocate(100));
    client.session().transmitProgress();
    int flood = SessionConfig.INITIAL_WINDOW - 1;
    ByteBuffer data = ByteBuffer.allocate(12 + flood);
    new Frame.Data(ACK, 1, flood).encode(data);
    client.session().receive(data.rewind());
    assertThat(stream.input().readNBytes(flood)).hasSize(flood);
    assertThat(client.session().hasOutput()).isTrue();

    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<Integer> reader = threads.submit(() -> stream.input().read());
      long now = System.nanoTime();
      for (int i = 0; i < 7; i++) {
        client.session().tick(now + i * SECOND.toNanos());
      }
      assertThatThrownBy(() -> reader.get(10, TimeUnit.SECONDS))
          .rootCause()
          .isInstanceOfSatisfying(
              YamuxException.class,
              e -> assertThat(e.code()).isEqualTo(YamuxException.Code.WRITE_TIMEOUT));
    }
  }

  @Test
  void partialReadWindowUpdate_grantsWhatWasRead() throws Exception {
    StreamSession server = StreamSession.over(Role.SERVER, config, new WindowBudget(0), () -> {});
    server.session().receive(ByteBuffer.wrap(Probe.bytes(new Frame.WindowUpdate(SYN, 1, 0))));
    YamuxStream stream = server.accept();
    ByteBuffer data = ByteBuffer.allocate(12 + SessionConfig.INITIAL_WINDOW);
    new Frame.Data(NONE, 1, SessionConfig.INITIAL_WINDOW).encode(data);
    server.session().receive(data.rewind());
    ByteBuffer out = ByteBuffer.allocate(100);
    server.session().transmit(out.clear());

    int part = SessionConfig.INITIAL_WINDOW / 2 + 1;
    assertThat(stream.input().read(new byte[part])).isEqualTo(part);

    ByteBuffer expected = ByteBuffer.allocate(12);
    new Frame.WindowUpdate(NONE, 1, part).encode(expected);
    assertThat(server.session().transmit(out.clear())).isEqualTo(12);
    assertThat(out.flip()).isEqualTo(expected.flip());
  }

  /** A ping that comes while nothing can be written is answered once it can; reading goes on. */
  @Test
  void pingOfDeath() {
    Probe probe = new Probe(Role.SERVER, config).open(1);
    Channel channel = probe.accepted.get(0);
    channel.send(ByteBuffer.allocate(SessionConfig.INITIAL_WINDOW));
    for (int i = 0; i < 50; i++) {
      probe.feed(new Frame.Ping(SYN, i));
    }
    probe.feedData(NONE, 1, 100);

    assertThat(probe.heard).endsWith("1 data 100");
    assertThat(probe.sent().subList(0, 50)).allMatch(Frame.Ping.class::isInstance);
  }

  @Test
  void openThatIsNotAcknowledged_failsThatStreamOnly() throws Exception {
    Probe probe = new Probe(Role.CLIENT, config.toBuilder().pingInterval(Duration.ZERO).build());
    Channel slow = probe.openStream();
    Channel quick = probe.openStream();
    probe.feed(new Frame.WindowUpdate(ACK, 3, 0)).sent();
    probe.passAndTick(Duration.ofSeconds(9));
    assertThat(slow.isOpen()).isTrue();
    probe.passAndTick(SECOND);

    assertThat(probe.heard).containsExactly("3 acknowledged", "1 reset");
    assertThat(slow.isOpenTimedOut()).isTrue();
    assertThat(quick.isOpen()).isTrue();
    assertThat(probe.sent()).containsExactly(new Frame.WindowUpdate(RST, 1, 0));
    assertThat(probe.feed(new Frame.WindowUpdate(ACK, 1, 0)).endCode()).isNull();
  }

  @Test
  void unacknowledgedOpens_areBounded() throws Exception {
    Probe probe = new Probe(Role.CLIENT, config.toBuilder().maxPendingOpens(2).build());
    probe.openStream();
    Channel second = probe.openStream();
    assertThatThrownBy(probe::openStream)
        .isInstanceOfSatisfying(
            YamuxException.class,
            e -> assertThat(e.code()).isEqualTo(YamuxException.Code.PENDING_OPEN_LIMIT));

    second.reset();
    probe.openStream();
    probe.feed(new Frame.WindowUpdate(RST, 1, 0));
    probe.openStream();
    probe.feed(new Frame.WindowUpdate(ACK, 5, 0));
    assertThat(probe.openStream().isOpen()).isTrue();
  }

  @Test
  void closeCloseTimeout_resetsAStreamThatThePeerDoesNotEnd() throws Exception {
    Probe probe = new Probe(Role.CLIENT, config.toBuilder().pingInterval(Duration.ZERO).build());
    Channel channel = probe.openStream();
    probe.feed(new Frame.WindowUpdate(ACK, 1, 0)).sent();
    channel.linger();
    assertThat(probe.sent()).containsExactly(new Frame.WindowUpdate(FIN, 1, 0));
    probe.passAndTick(Duration.ofSeconds(29));
    assertThat(channel.isOpen()).isTrue();

    probe.passAndTick(SECOND);
    assertThat(channel.isOpen()).isFalse();
    assertThat(probe.sent()).containsExactly(new Frame.WindowUpdate(RST, 1, 0));
  }

  @Test
  void farewellThatIsNeverTaken_isNotWaitedForLongerThanAWrite() {
    Probe probe = new Probe(Role.CLIENT, config);
    probe.session.close(YamuxException.Code.SESSION_CLOSED);
    probe.passAndTick(Duration.ofSeconds(4));
    assertThat(probe.session.isFinished()).isFalse();
    probe.passAndTick(SECOND);
    assertThat(probe.session.isFinished()).isTrue();
  }

  @Test
  void openRoundTrip_isMeasured() throws Exception {
    Probe probe = new Probe(Role.CLIENT, config);
    Channel channel = probe.openStream();
    probe.pass(Duration.ofMillis(60)).feed(new Frame.WindowUpdate(ACK, 1, 0));

    assertThat(channel.openRoundTripNanos()).isEqualTo(60_000_000);
  }
}
