package io.visiona.yamux.session;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.visiona.yamux.blocking.YamuxStream;
import io.visiona.yamux.io.LoopbackPair;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Future;
import java.util.zip.CRC32;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * The cases of hashicorp/yamux's {@code session_test.go}, by name and meaning, over real TCP. Those
 * about time-outs are in {@code HashicorpTimeoutTest}, where time is the test's own. Left out:
 * {@code NonNilInterface} (Go's typed nil) and {@code sendNoWait_Timeout} (its send channel; what
 * it protects against, a reader that waits for a writer, is {@code pingOfDeath}).
 */
@Timeout(60)
class HashicorpSessionTest {
  private static final Duration WAIT = Duration.ofSeconds(10);

  /** For each of 16 streams; {@code -Pinterop} takes 256 MiB, Go's own case 1 GiB. */
  private static final long VERY_LARGE = Long.getLong("yamux.very-large", 16L << 20);

  @Test
  void ping() throws Exception {
    try (LoopbackPair pair = new LoopbackPair()) {
      pair.client().session().ping();
      pair.server().session().ping();

      await().until(() -> pair.client().session().stats().roundTripNanos() > 0);
      await().until(() -> pair.server().session().stats().roundTripNanos() > 0);
    }
  }

  @Test
  void closeBeforeAck() throws Exception {
    SessionConfig config = SessionConfig.builder().maxPendingOpens(8).acceptBacklog(8).build();
    try (LoopbackPair pair = new LoopbackPair(config, config)) {
      for (int i = 0; i < 8; i++) {
        pair.client().open(WAIT).close();
      }
      for (int i = 0; i < 8; i++) {
        pair.server().accept().close();
      }

      pair.client().open(WAIT).close();
      await().until(() -> pair.client().session().stats().streamsOpen() == 1);
    }
  }

  @Test
  void accept() throws Exception {
    try (LoopbackPair pair = new LoopbackPair()) {
      YamuxStream byClient = pair.client().open(WAIT);
      YamuxStream byServer = pair.server().open(WAIT);
      YamuxStream atServer = pair.server().accept();
      YamuxStream atClient = pair.client().accept();

      assertThat(byClient.id()).isEqualTo(1).isEqualTo(atServer.id());
      assertThat(byServer.id()).isEqualTo(2).isEqualTo(atClient.id());
      assertThat(byClient.awaitAcknowledged(WAIT)).isTrue();
      List.of(byClient, byServer, atServer, atClient).forEach(YamuxStream::close);
      await().until(() -> pair.client().session().stats().streamsOpen() == 0);
      await().until(() -> pair.server().session().stats().streamsOpen() == 0);
    }
  }

  @Test
  void sendDataSmall() throws Exception {
    try (LoopbackPair pair = new LoopbackPair()) {
      LoopbackPair.Both stream = pair.open();
      Future<byte[]> received = pair.async(() -> stream.there().input().readAllBytes());
      try (YamuxStream sender = stream.here()) {
        for (int i = 0; i < 1000; i++) {
          sender.output().write("test".getBytes(US_ASCII));
        }
      }

      assertThat(new String(received.get(10, SECONDS), US_ASCII)).isEqualTo("test".repeat(1000));
      stream.there().close();
      await().until(() -> pair.client().session().stats().streamsOpen() == 0);
      await().until(() -> pair.server().session().stats().streamsOpen() == 0);
    }
  }

  @Test
  void sendDataLarge() throws Exception {
    try (LoopbackPair pair = new LoopbackPair()) {
      LoopbackPair.Both stream = pair.open();
      Future<Long> sent = pair.async(() -> send(stream.here(), 250 << 20, 512 * 1024));

      long received = checksum(stream.there().input(), 4096);

      assertThat(received).isEqualTo(sent.get(10, SECONDS));
    }
  }

  @Test
  void sendDataVeryLarge() throws Exception {
    try (LoopbackPair pair = new LoopbackPair()) {
      List<Future<Long>> sums = new ArrayList<>();
      for (int i = 0; i < 16; i++) {
        YamuxStream stream = pair.client().open(WAIT);
        sums.add(pair.async(() -> send(stream, VERY_LARGE, 1 << 17)));
        YamuxStream other = pair.server().accept();
        sums.add(pair.async(() -> checksum(other.input(), 70_000)));
      }

      long expected = sums.get(0).get(50, SECONDS);
      for (Future<Long> sum : sums) {
        assertThat(sum.get(50, SECONDS)).isEqualTo(expected);
      }
    }
  }

  @Test
  void goAway() throws Exception {
    try (LoopbackPair pair = new LoopbackPair()) {
      LoopbackPair.Both running = pair.open();
      pair.server().session().goAway();
      await().until(() -> pair.client().session().isDraining());

      fails(YamuxException.Code.GOING_AWAY, () -> pair.client().open(WAIT));
      running.here().output().write('x');
      assertThat(running.there().input().read()).isEqualTo('x');
    }
  }

  @Test
  void manyStreams() throws Exception {
    try (LoopbackPair pair = new LoopbackPair()) {
      List<Future<Integer>> lengths = new ArrayList<>();
      for (int i = 0; i < 50; i++) {
        Future<Integer> sent =
            pair.async(() -> {
              try (YamuxStream stream = pair.client().open(WAIT)) {
                for (int k = 0; k < 1000; k++) {
                  stream.output().write("00000000".getBytes(US_ASCII));
                }
              }
              return 8000;
            });
        YamuxStream accepted = pair.server().accept();
        lengths.add(sent);
        lengths.add(pair.async(() -> accepted.input().readAllBytes().length));
      }

      for (Future<Integer> length : lengths) {
        assertThat(length.get(10, SECONDS)).isEqualTo(8000);
      }
    }
  }

  @Test
  void manyStreamsPingPong() throws Exception {
    try (LoopbackPair pair = new LoopbackPair()) {
      List<Future<Integer>> rounds = new ArrayList<>();
      for (int i = 0; i < 50; i++) {
        rounds.add(pair.async(() -> pingPong(pair.client().open(WAIT), 1000)));
        YamuxStream accepted = pair.server().accept();
        rounds.add(pair.async(() -> echo(accepted) / 4));
      }

      for (Future<Integer> round : rounds) {
        assertThat(round.get(20, SECONDS)).isEqualTo(1000);
      }
    }
  }

  @Test
  void halfClose() throws Exception {
    try (LoopbackPair pair = new LoopbackPair()) {
      LoopbackPair.Both stream = pair.open();
      stream.here().output().write('a');
      stream.there().closeOutput();

      assertThat(stream.there().input().read()).isEqualTo('a');
      assertThat(stream.here().input().read()).isEqualTo(-1);
      stream.here().output().write("bcd".getBytes(US_ASCII));
      stream.here().closeOutput();
      assertThat(stream.there().input().readAllBytes()).isEqualTo("bcd".getBytes(US_ASCII));
      assertThat(stream.there().input().read()).isEqualTo(-1);
    }
  }

  /** Data and FIN, then the end of the session: the reader gets all of it, then the end of data. */
  @Test
  void halfCloseSessionShutdown() throws Exception {
    try (LoopbackPair pair = new LoopbackPair()) {
      LoopbackPair.Both stream = pair.open();
      stream.here().output().write("data".getBytes(US_ASCII));
      stream.here().closeOutput();
      await().until(() -> !pair.client().session().hasOutput());
      pair.client().close();
      await().until(() -> !pair.server().session().isOpen());

      assertThat(stream.there().input().readAllBytes()).isEqualTo("data".getBytes(US_ASCII));
      assertThat(stream.there().input().read()).isEqualTo(-1);
      assertThatThrownBy(() -> stream.there().output().write(1)).isInstanceOf(YamuxException.class);
    }
  }

  /** Closed here, not closed there: after the close time-out it is reset there. */
  @Test
  void closeCloseTimeout() throws Exception {
    SessionConfig config = SessionConfig.builder().closeTimeout(Duration.ofMillis(5)).build();
    try (LoopbackPair pair = new LoopbackPair(config, SessionConfig.defaults())) {
      LoopbackPair.Both stream = pair.open();
      stream.here().close();

      await().until(() -> pair.client().session().stats().streamsOpen() == 0);
      await().until(() -> pair.server().session().stats().streamsOpen() == 0);
      fails(YamuxException.Code.STREAM_RESET, () -> stream.there().output().write('x'));
    }
  }

  @Test
  void readDeadline() throws Exception {
    try (LoopbackPair pair = new LoopbackPair()) {
      YamuxStream stream = pair.open().here();
      stream.readTimeout(Duration.ofMillis(5));

      fails(YamuxException.Code.READ_TIMEOUT, () -> stream.input().read(new byte[4]));
    }
  }

  @Test
  void writeDeadline() throws Exception {
    try (LoopbackPair pair = new LoopbackPair()) {
      YamuxStream stream = pair.open().here();
      stream.writeTimeout(Duration.ofMillis(50));

      fails(
          YamuxException.Code.WRITE_TIMEOUT,
          () -> stream.output().write(new byte[SessionConfig.INITIAL_WINDOW + 1]));
    }
  }

  @Test
  void backlogExceeded() throws Exception {
    SessionConfig config = SessionConfig.builder().maxPendingOpens(64).build();
    try (LoopbackPair pair = new LoopbackPair(config, config)) {
      for (int i = 0; i < 64; i++) {
        pair.client().open(WAIT).output().write("foo".getBytes(US_ASCII));
      }
      fails(YamuxException.Code.PENDING_OPEN_LIMIT, () -> pair.client().open(Duration.ZERO));
      Future<YamuxStream> waiting = pair.async(() -> pair.client().open(WAIT));
      pair.server().close();

      assertThatThrownBy(() -> waiting.get(10, SECONDS))
          .hasRootCauseInstanceOf(YamuxException.class);
    }
  }

  @Test
  void backlogExceededAccept() throws Exception {
    SessionConfig config = SessionConfig.builder().maxPendingOpens(64).acceptBacklog(64).build();
    try (LoopbackPair pair = new LoopbackPair(config, config)) {
      Future<Integer> accepted =
          pair.async(() -> {
            int count = 0;
            while (count < 5 * 64) {
              pair.server().accept();
              count++;
            }
            return count;
          });
      for (int i = 0; i < 5 * 64; i++) {
        pair.client().open(WAIT).output().write("foo".getBytes(US_ASCII));
      }

      assertThat(accepted.get(10, SECONDS)).isEqualTo(5 * 64);
    }
  }

  @Test
  void backlogExceeded_byPeerThatDoesNotWait_isReset() throws Exception {
    SessionConfig client = SessionConfig.builder().maxPendingOpens(100).build();
    SessionConfig server = SessionConfig.builder().acceptBacklog(2).build();
    try (LoopbackPair pair = new LoopbackPair(client, server)) {
      YamuxStream last = pair.client().open(WAIT);
      for (int i = 0; i < 2; i++) {
        last = pair.client().open(WAIT);
      }
      YamuxStream tooMany = last;

      fails(YamuxException.Code.STREAM_REFUSED, () -> tooMany.input().read());
      assertThat(pair.server().accept().id()).isEqualTo(1);
    }
  }

  @Test
  void largeWindow() throws Exception {
    try (LoopbackPair pair = new LoopbackPair()) {
      LoopbackPair.Both stream = pair.open();
      stream.here().writeTimeout(Duration.ofSeconds(5));

      stream.here().output().write(new byte[SessionConfig.INITIAL_WINDOW]);

      assertThat(stream.there().input().readNBytes(SessionConfig.INITIAL_WINDOW))
          .hasSize(SessionConfig.INITIAL_WINDOW);
    }
  }

  private static long send(YamuxStream stream, long total, int step) throws IOException {
    CRC32 sum = new CRC32();
    byte[] block = new byte[step];
    for (int i = 0; i < step; i++) {
      block[i] = (byte) (i * 31 + (i >> 8));
    }
    OutputStream out = stream.output();
    for (long left = total; left > 0; left -= step) {
      int count = (int) Math.min(left, step);
      sum.update(block, 0, count);
      out.write(block, 0, count);
    }
    stream.closeOutput();
    return sum.getValue();
  }

  private static long checksum(InputStream in, int step) throws IOException {
    CRC32 sum = new CRC32();
    byte[] block = new byte[step];
    for (int count = in.read(block); count >= 0; count = in.read(block)) {
      sum.update(block, 0, count);
    }
    return sum.getValue();
  }

  private static int pingPong(YamuxStream stream, int rounds) throws IOException {
    try (stream) {
      for (int i = 0; i < rounds; i++) {
        stream.output().write("ping".getBytes(US_ASCII));
        assertThat(stream.input().readNBytes(4)).isEqualTo("ping".getBytes(US_ASCII));
      }
      return rounds;
    }
  }

  private static int echo(YamuxStream stream) throws IOException {
    try (stream) {
      return (int) stream.input().transferTo(stream.output());
    }
  }

  private static void fails(YamuxException.Code code, ThrowingCallable work) {
    assertThatThrownBy(work)
        .isInstanceOfSatisfying(YamuxException.class, e -> assertThat(e.code()).isEqualTo(code));
  }
}
