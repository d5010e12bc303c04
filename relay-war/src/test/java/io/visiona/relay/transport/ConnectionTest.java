package io.visiona.relay.transport;

import static org.assertj.core.api.Assertions.assertThat;

import io.visiona.relay.support.Recorder;
import io.visiona.yamux.blocking.StreamSession;
import io.visiona.yamux.blocking.WindowBudget;
import io.visiona.yamux.frame.Flags;
import io.visiona.yamux.frame.Frame;
import io.visiona.yamux.session.Channel;
import io.visiona.yamux.session.Role;
import io.visiona.yamux.session.Session;
import io.visiona.yamux.session.SessionConfig;
import io.visiona.yamux.session.YamuxException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class ConnectionTest {
  private final Manual transport = new Manual();
  private final Connection connection = new Connection(transport, Runnable::run);
  private final StreamSession streams =
      StreamSession.over(
          Role.CLIENT, SessionConfig.defaults(), new WindowBudget(0), connection::outputReady);
  private final Session session = streams.session();

  ConnectionTest() {
    connection.attach(session);
  }

  @Test
  void nothingIsSent_beforeTheStart() {
    session.ping();
    assertThat(transport.sizes).isEmpty();
    connection.start();
    assertThat(transport.sizes).containsExactly(12);
  }

  @Test
  void oneSendAtATime_andTheNextIsEverythingThatGathered() {
    connection.start();
    session.ping();
    session.ping();
    session.ping();
    assertThat(transport.sizes).containsExactly(12);
    transport.complete();
    assertThat(transport.sizes).containsExactly(12, 24);
    transport.complete();
    session.ping();
    assertThat(transport.sizes).containsExactly(12, 24, 12);
  }

  @Test
  void whatOneReadCauses_goesOutInOneSend() {
    connection.start();
    connection.received(pings(3));
    assertThat(transport.sizes).containsExactly(36);
  }

  private static ByteBuffer pings(int count) {
    ByteBuffer bytes = ByteBuffer.allocate(12 * count);
    for (int i = 0; i < count; i++) {
      new Frame.Ping(Flags.SYN, i).encode(bytes);
    }
    return bytes.flip();
  }

  @Test
  void sendsThatCompleteAtOnce_doNotPileUpOnTheStack() throws Exception {
    transport.inline = true;
    connection.start();
    for (int i = 0; i < 200; i++) {
      Channel channel = session.open(new Recorder());
      channel.send(ByteBuffer.allocate(SessionConfig.INITIAL_WINDOW));
    }
    long payload = 200L * SessionConfig.INITIAL_WINDOW;
    assertThat(transport.sizes.stream().mapToLong(Integer::longValue).sum()).isGreaterThan(payload);
    assertThat(transport.deepest).isEqualTo(1);
  }

  @Test
  void failedSend_endsTheSessionAndClosesTheTransport() {
    connection.start();
    session.ping();
    transport.fail();
    assertThat(session.isOpen()).isFalse();
    assertThat(session.endReason())
        .extracting(YamuxException::code)
        .isEqualTo(YamuxException.Code.SESSION_LOST);
    assertThat(transport.closed).isEqualTo(1);
    assertThat(connection.isClosed()).isTrue();
  }

  @Test
  void endOfTheSession_sendsTheFarewellThenCloses() {
    var _ = streams.ended().thenAccept(_ -> connection.sessionEnded());
    connection.start();
    streams.close();
    assertThat(transport.sizes).containsExactly(12);
    assertThat(transport.closed).isZero();
    transport.complete();
    assertThat(transport.closed).isEqualTo(1);
  }

  @Test
  void farewellThatNobodyTakes_isNotWaitedForLong() {
    var _ = streams.ended().thenAccept(_ -> connection.sessionEnded());
    connection.start();
    streams.close();
    long now = System.nanoTime();
    connection.tick(now);
    assertThat(transport.closed).isZero();
    connection.tick(now + 4_000_000_000L);
    assertThat(transport.closed).isEqualTo(1);
  }

  /** Completes sends when told to, or at once. */
  private static final class Manual implements Transport {
    private final BufferPool buffers = BufferPool.heap(2);
    private final List<Integer> sizes = new ArrayList<>();
    private final List<Completion> open = new ArrayList<>();
    private boolean inline;
    private int depth;
    private int deepest;
    private int closed;

    @Override
    public BufferPool buffers() {
      return buffers;
    }

    @Override
    public void send(ByteBuffer bytes, Completion completion) {
      sizes.add(bytes.remaining());
      deepest = Math.max(deepest, ++depth);
      if (inline) {
        completion.sent();
      } else {
        open.add(completion);
      }
      depth--;
    }

    void complete() {
      open.removeFirst().sent();
    }

    void fail() {
      open.removeFirst().failed();
    }

    @Override
    public void close() {
      closed++;
    }
  }
}
