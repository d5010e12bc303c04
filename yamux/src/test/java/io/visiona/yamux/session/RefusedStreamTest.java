package io.visiona.yamux.session;

import static io.visiona.yamux.frame.Flags.ACK;
import static io.visiona.yamux.frame.Flags.FIN;
import static io.visiona.yamux.frame.Flags.NONE;
import static io.visiona.yamux.frame.Flags.RST;
import static io.visiona.yamux.frame.Flags.SYN;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.visiona.yamux.blocking.StreamSession;
import io.visiona.yamux.blocking.WindowBudget;
import io.visiona.yamux.blocking.YamuxStream;
import io.visiona.yamux.frame.Frame;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Streams that end before the peer accepted them, and streams that outlive their transport. */
@Timeout(30)
class RefusedStreamTest {
  private static final Duration WAIT = Duration.ofSeconds(20);
  private final StreamSession session = session(SessionConfig.defaults());

  private static StreamSession session(SessionConfig config) {
    return StreamSession.over(Role.CLIENT, config, new WindowBudget(0), () -> {});
  }

  private static void feed(StreamSession session, Frame frame) {
    session.session().receive(ByteBuffer.wrap(Probe.bytes(frame)));
  }

  private static void feedData(StreamSession session, int flags, int id, String text) {
    ByteBuffer bytes = ByteBuffer.allocate(Frame.HEADER_BYTES + text.length());
    new Frame.Data(flags, id, text.length()).encode(bytes);
    bytes.put(text.getBytes(US_ASCII));
    session.session().receive(bytes.flip());
  }

  private static void fails(YamuxException.Code code, ThrowingCallable work) {
    assertThatThrownBy(work)
        .isInstanceOfSatisfying(YamuxException.class, e -> assertThat(e.code()).isEqualTo(code));
  }

  @Test
  void resetBeforeTheAck_isARefusal() throws Exception {
    YamuxStream stream = session.open(WAIT);
    feed(session, new Frame.WindowUpdate(RST, 1, 0));

    fails(YamuxException.Code.STREAM_REFUSED, () -> stream.input().read());
    fails(YamuxException.Code.STREAM_REFUSED, () -> stream.awaitAcknowledged(WAIT));
  }

  @Test
  void resetAfterTheAck_isAReset() throws Exception {
    YamuxStream stream = session.open(WAIT);
    feed(session, new Frame.WindowUpdate(ACK, 1, 0));
    feed(session, new Frame.WindowUpdate(RST, 1, 0));

    fails(YamuxException.Code.STREAM_RESET, () -> stream.input().read());
  }

  @Test
  void resetThatCarriesTheAck_isAReset() throws Exception {
    YamuxStream stream = session.open(WAIT);
    feed(session, new Frame.WindowUpdate(ACK | RST, 1, 0));

    fails(YamuxException.Code.STREAM_RESET, () -> stream.input().read());
  }

  @Test
  void streamThatWasAcceptedAndResetBeforeTheAckLeft_isNotRefused() {
    Probe probe = new Probe(Role.SERVER).open(1).open(3);
    probe.accepted.get(0).acknowledge();
    probe.accepted.get(0).reset();
    probe.accepted.get(1).reset();

    assertThat(probe.sent())
        .containsExactly(
            new Frame.WindowUpdate(ACK | RST, 1, 0), new Frame.WindowUpdate(RST, 3, 0));
  }

  @Test
  void finWithoutAck_isARefusalForWhoWaitsForTheAck_atOnce() throws Exception {
    YamuxStream stream = session.open(WAIT);
    feed(session, new Frame.WindowUpdate(FIN, 1, 0));

    long before = System.nanoTime();
    fails(YamuxException.Code.STREAM_REFUSED, () -> stream.awaitAcknowledged(WAIT));
    assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(WAIT.dividedBy(2));
    assertThat(stream.input().read()).isEqualTo(-1);
  }

  @Test
  void ackBehindTheFin_stillCounts() throws Exception {
    YamuxStream stream = session.open(WAIT);
    feed(session, new Frame.WindowUpdate(FIN, 1, 0));
    feed(session, new Frame.WindowUpdate(ACK, 1, 0));

    assertThat(stream.awaitAcknowledged(WAIT)).isTrue();
  }

  @Test
  void finWithoutAck_runsWhatWasPromised_andFreesThePlace() throws Exception {
    StreamSession narrow = session(SessionConfig.builder().maxPendingOpens(1).build());
    AtomicInteger settled = new AtomicInteger();
    narrow.open(ByteBuffer.allocate(0), WAIT, (_, _) -> settled.incrementAndGet());
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      CompletableFuture<YamuxStream> second = new CompletableFuture<>();
      threads.execute(() -> {
        try {
          second.complete(narrow.open(WAIT));
        } catch (YamuxException e) {
          second.completeExceptionally(e);
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
          second.completeExceptionally(e);
        }
      });
      feed(narrow, new Frame.WindowUpdate(FIN, 1, 0));

      assertThat(second.get(10, TimeUnit.SECONDS).id()).isEqualTo(3);
    }
    assertThat(settled.get()).isPositive();
  }

  @Test
  void finWithoutAck_isNoOpenTimeout() throws Exception {
    Probe probe =
        new Probe(Role.CLIENT, SessionConfig.builder().idleTimeout(Duration.ZERO).build());
    Channel channel = probe.openStream();
    probe.sent();
    probe.feed(new Frame.WindowUpdate(FIN, 1, 0)).passAndTick(Duration.ofSeconds(60));

    assertThat(probe.heard).containsExactly("1 finished");
    assertThat(channel.isOpen()).isTrue();
    assertThat(channel.isAcknowledged()).isFalse();
  }

  @Test
  void endOfTheTransportBehindFin_doesNotTakeTheEndOfDataAway() throws Exception {
    YamuxStream stream = session.open(WAIT);
    feed(session, new Frame.WindowUpdate(ACK, 1, 0));
    feedData(session, FIN, 1, "whole");
    session.session().transportClosed();

    assertThat(stream.input().readAllBytes()).isEqualTo("whole".getBytes(US_ASCII));
    assertThat(stream.input().read()).isEqualTo(-1);
    fails(YamuxException.Code.SESSION_LOST, () -> stream.output().write(1));
  }

  @Test
  void endOfTheTransportWithoutFin_isALossBehindTheData() throws Exception {
    YamuxStream stream = session.open(WAIT);
    feedData(session, NONE, 1, "part");
    session.session().transportClosed();

    assertThat(stream.input().readNBytes(4)).isEqualTo("part".getBytes(US_ASCII));
    fails(YamuxException.Code.SESSION_LOST, () -> stream.input().read());
  }

  @Test
  void resetBehindFin_isStillAReset_asWhatWasUnreadIsDropped() throws Exception {
    YamuxStream stream = session.open(WAIT);
    feedData(session, FIN, 1, "whole");
    feed(session, new Frame.WindowUpdate(RST, 1, 0));

    fails(YamuxException.Code.STREAM_RESET, () -> stream.input().read());
  }

  @Test
  void openTimeout_runsFromWhenTheSynLeft() throws Exception {
    Probe probe =
        new Probe(
            Role.CLIENT,
            SessionConfig.builder()
                .idleTimeout(Duration.ZERO)
                .pingInterval(Duration.ZERO)
                .writeTimeout(Duration.ofMinutes(10))
                .build());
    Channel channel = probe.openStream();
    probe.passAndTick(Duration.ofSeconds(60));
    assertThat(channel.isOpen()).isTrue();

    assertThat(probe.sent()).containsExactly(new Frame.WindowUpdate(SYN, 1, 0));
    probe.passAndTick(Duration.ofSeconds(9));
    assertThat(channel.isOpen()).isTrue();
    probe.passAndTick(Duration.ofSeconds(1));
    assertThat(channel.isOpenTimedOut()).isTrue();
  }

  /** Peers acknowledge in turn, behind the bodies that are on their way. */
  @Test
  void openTimeout_beginsAgain_wheneverThePeerAcknowledgesAnother() throws Exception {
    Probe probe =
        new Probe(
            Role.CLIENT,
            SessionConfig.builder()
                .idleTimeout(Duration.ZERO)
                .pingInterval(Duration.ZERO)
                .openTimeouts(6)
                .build());
    Channel last = probe.openStream();
    List<Channel> others = new ArrayList<>();
    for (int i = 0; i < 7; i++) {
      others.add(probe.openStream());
    }
    probe.sent();
    probe.passAndTick(Duration.ofSeconds(9));
    probe.feed(new Frame.WindowUpdate(ACK, others.getFirst().id(), 0));
    probe.passAndTick(Duration.ofSeconds(9));
    assertThat(last.isOpen()).isTrue();
    for (Channel other : others.subList(1, 6)) {
      probe.feed(new Frame.WindowUpdate(ACK, other.id(), 0));
      probe.passAndTick(Duration.ofSeconds(8));
      assertThat(last.isOpen()).isTrue();
    }
    probe.feed(new Frame.WindowUpdate(ACK, others.getLast().id(), 0));
    probe.passAndTick(Duration.ofSeconds(2));
    assertThat(last.isOpenTimedOut()).as("60 s are enough").isTrue();
  }

  /** 256 opens with large first bodies: the last SYN is not behind megabytes of the others. */
  @Test
  void firstBodies_leaveBehindTheSynsOfAll() throws Exception {
    Probe probe = new Probe(Role.CLIENT);
    for (int i = 0; i < 256; i++) {
      probe.openStream(ByteBuffer.allocate(SessionConfig.INITIAL_WINDOW));
    }
    long before = 0;
    int syns = 0;
    long carried = 0;
    for (Frame frame : probe.sent()) {
      if (frame instanceof Frame.Data data) {
        carried += data.length();
        if (data.flags() == SYN) {
          syns++;
          before = carried;
        }
      }
    }
    assertThat(syns).isEqualTo(256);
    assertThat(before).isLessThanOrEqualTo(256 * 8192);
    assertThat(carried).isEqualTo(256L * SessionConfig.INITIAL_WINDOW);
  }
}
