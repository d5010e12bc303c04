package io.visiona.yamux.blocking;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.visiona.yamux.io.LoopbackPair;
import io.visiona.yamux.session.RoundTrip;
import io.visiona.yamux.session.SessionConfig;
import io.visiona.yamux.session.YamuxException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Blocking streams: who waits, who is woken, and by what. */
@Timeout(60)
class YamuxStreamTest {
  private static final Duration WAIT = Duration.ofSeconds(10);
  private static final int WINDOW = SessionConfig.INITIAL_WINDOW;

  private static YamuxException.Code codeOf(Callable<?> work) throws Exception {
    try {
      work.call();
    } catch (YamuxException e) {
      return e.code();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof YamuxException cause) {
        return cause.code();
      }
      throw e;
    }
    throw new AssertionError("nothing failed");
  }

  private static int write(YamuxStream stream, int count) throws IOException {
    stream.output().write(new byte[count]);
    return count;
  }

  @Test
  void reset_wakesReaderAndWriterOfBothSides() throws Exception {
    try (LoopbackPair pair = new LoopbackPair()) {
      LoopbackPair.Both stream = pair.open();
      List<Future<Integer>> waiting =
          List.of(
              pair.async(() -> stream.here().input().read()),
              pair.async(() -> write(stream.here(), 2 * WINDOW)),
              pair.async(() -> write(stream.there(), 2 * WINDOW)));
      await().until(() -> stream.there().input().available() == WINDOW);
      stream.there().reset();

      assertThat(codeOf(() -> stream.there().input().read()))
          .isEqualTo(YamuxException.Code.STREAM_RESET);
      for (Future<Integer> one : waiting) {
        if (one != waiting.get(0)) {
          assertThat(codeOf(() -> one.get(10, SECONDS)))
              .isEqualTo(YamuxException.Code.STREAM_RESET);
        }
      }
      await().until(() -> pair.client().session().stats().streamsOpen() == 0);
    }
  }

  @Test
  void endOfTheSession_wakesEverybody() throws Exception {
    try (LoopbackPair pair = new LoopbackPair()) {
      LoopbackPair.Both stream = pair.open();
      Future<Integer> reader = pair.async(() -> stream.here().input().read());
      Future<Integer> writer = pair.async(() -> write(stream.here(), 2 * WINDOW));
      Future<YamuxStream> accepter = pair.async(() -> pair.server().accept());
      await().until(() -> stream.there().input().available() == WINDOW);
      pair.cut();

      for (Future<?> one : List.of(reader, writer, accepter)) {
        assertThat(codeOf(() -> one.get(10, SECONDS))).isEqualTo(YamuxException.Code.SESSION_LOST);
      }
      assertThat(codeOf(() -> pair.client().open(WAIT)))
          .isEqualTo(YamuxException.Code.SESSION_LOST);
      assertThat(pair.server().ended().toCompletableFuture().get(10, SECONDS).code())
          .isEqualTo(YamuxException.Code.SESSION_LOST);
      assertThat(pair.budget().used()).isZero();
    }
  }

  @Test
  void whatWasReceivedBeforeTheSessionEnded_staysReadable() throws Exception {
    try (LoopbackPair pair = new LoopbackPair()) {
      LoopbackPair.Both stream = pair.open();
      stream.here().output().write("last words".getBytes(US_ASCII));
      await().until(() -> stream.there().input().available() == 10);
      pair.client().close();
      await().until(() -> !pair.server().session().isOpen());

      assertThat(stream.there().input().readNBytes(10)).isEqualTo("last words".getBytes(US_ASCII));
      assertThatThrownBy(() -> stream.there().input().read()).isInstanceOf(YamuxException.class);
    }
  }

  @Test
  void dataAndFin_stayReadableAfterOwnFin() throws Exception {
    try (LoopbackPair pair = new LoopbackPair()) {
      LoopbackPair.Both stream = pair.open();
      write(stream.here(), 100_000);
      stream.here().closeOutput();
      stream.there().closeOutput();
      await().until(() -> pair.server().session().stats().streamsOpen() == 0);

      assertThat(stream.there().input().readAllBytes()).hasSize(100_000);
      assertThat(stream.here().input().read()).isEqualTo(-1);
    }
  }

  @Test
  void closeWithUnreadData_resetsThePeer() throws Exception {
    try (LoopbackPair pair = new LoopbackPair()) {
      LoopbackPair.Both stream = pair.open();
      Future<Integer> writer = pair.async(() -> write(stream.here(), 2 * WINDOW));
      await().until(() -> stream.there().input().available() > 0);
      stream.there().close();

      assertThat(codeOf(() -> writer.get(10, SECONDS))).isEqualTo(YamuxException.Code.STREAM_RESET);
    }
  }

  @Test
  void dataThatComesAfterClose_resetsThePeer() throws Exception {
    try (LoopbackPair pair = new LoopbackPair()) {
      LoopbackPair.Both stream = pair.open();
      stream.there().close();
      assertThat(stream.here().input().read()).isEqualTo(-1);
      stream.here().output().write(1);

      await().until(() -> pair.client().session().stats().streamsOpen() == 0);
      assertThat(codeOf(() -> write(stream.here(), 1))).isEqualTo(YamuxException.Code.STREAM_RESET);
    }
  }

  @Test
  void afterClose_nothingWorksAnyMore() throws Exception {
    try (LoopbackPair pair = new LoopbackPair()) {
      YamuxStream stream = pair.open().here();
      stream.close();
      stream.close();

      assertThat(codeOf(() -> stream.input().read())).isEqualTo(YamuxException.Code.STREAM_CLOSED);
      assertThat(codeOf(() -> write(stream, 1))).isEqualTo(YamuxException.Code.STREAM_CLOSED);
    }
  }

  @Test
  void closeOutput_wakesTheWriter() throws Exception {
    try (LoopbackPair pair = new LoopbackPair()) {
      LoopbackPair.Both stream = pair.open();
      Future<Integer> writer = pair.async(() -> write(stream.here(), 2 * WINDOW));
      await().until(() -> stream.there().input().available() == WINDOW);
      stream.here().closeOutput();

      assertThat(codeOf(() -> writer.get(10, SECONDS)))
          .isEqualTo(YamuxException.Code.STREAM_CLOSED);
      assertThat(stream.there().input().readAllBytes()).hasSize(WINDOW);
    }
  }

  @Test
  void firstBytes_areReadBeforeAnythingElse() throws Exception {
    try (LoopbackPair pair = new LoopbackPair()) {
      YamuxStream here = pair.client().open(ByteBuffer.wrap("name:".getBytes(US_ASCII)), WAIT);
      here.output().write("body".getBytes(US_ASCII));
      here.closeOutput();

      assertThat(pair.server().accept().input().readAllBytes())
          .isEqualTo("name:body".getBytes(US_ASCII));
      assertThat(here.awaitAcknowledged(WAIT)).isTrue();
    }
  }

  @Test
  void stalledStream_doesNotHinderTheOthers() throws Exception {
    SessionConfig many = SessionConfig.builder().maxPendingOpens(256).build();
    try (LoopbackPair pair = new LoopbackPair(many, many)) {
      LoopbackPair.Both stalled = pair.open();
      Future<Integer> stuck = pair.async(() -> write(stalled.here(), 4 * WINDOW));
      await().until(() -> stalled.there().input().available() == WINDOW);
      List<Future<Integer>> others = new ArrayList<>();
      for (int i = 0; i < 999; i++) {
        LoopbackPair.Both stream = pair.open();
        others.add(
            pair.async(() -> {
              write(stream.here(), 50_000);
              stream.here().closeOutput();
              return 0;
            }));
        others.add(pair.async(() -> stream.there().input().readAllBytes().length - 50_000));
      }

      for (Future<Integer> other : others) {
        assertThat(other.get(30, SECONDS)).isZero();
      }
      assertThat(stuck.isDone()).isFalse();
    }
  }

  @Test
  void windows_growWithTheRoundTrip_andAreGivenBack() throws Exception {
    StreamSession server = null;
    try (LoopbackPair pair = new LoopbackPair()) {
      server = pair.server();
      LoopbackPair.Both stream = pair.open();
      // A round trip of a second, by decree: whatever is read is then read within it.
      RoundTrip.decree(server.session(), 1_000_000_000L);
      Future<Integer> writer = pair.async(() -> write(stream.here(), 64 << 20));
      stream.there().input().skipNBytes(32 << 20);

      assertThat(pair.budget().used()).isEqualTo((16 << 20) - WINDOW);
      stream.there().input().skipNBytes(32 << 20);
      assertThat(writer.get(10, SECONDS)).isEqualTo(64 << 20);
      stream.there().close();
      assertThat(pair.budget().used()).isZero();
    }
  }
}
