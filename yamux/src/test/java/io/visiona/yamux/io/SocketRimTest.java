package io.visiona.yamux.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.visiona.yamux.flow.WindowBudget;
import io.visiona.yamux.frame.Frame;
import io.visiona.yamux.session.Role;
import io.visiona.yamux.session.SessionConfig;
import io.visiona.yamux.session.StreamSession;
import io.visiona.yamux.session.YamuxException;
import io.visiona.yamux.session.YamuxStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The rim against a peer that is a bare socket. */
@Timeout(30)
class SocketRimTest {
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final AtomicInteger running = new AtomicInteger();
  private Socket peer;
  private Socket ours;

  @BeforeEach
  void connect() throws IOException {
    try (ServerSocket listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      peer = new Socket(listener.getInetAddress(), listener.getLocalPort());
      ours = listener.accept();
    }
  }

  @AfterEach
  void disconnect() throws IOException {
    peer.close();
    ours.close();
    threads.shutdownNow();
    threads.close();
  }

  private StreamSession start(SessionConfig config) throws IOException {
    SocketRim rim = new SocketRim(ours.getInputStream(), ours.getOutputStream(), ours);
    StreamSession session =
        StreamSession.over(Role.CLIENT, config, new WindowBudget(0), rim::outputReady);
    rim.start(session.session(), this::counted);
    return session;
  }

  private void counted(Runnable task) {
    running.incrementAndGet();
    threads.execute(
        () -> {
          task.run();
          running.decrementAndGet();
        });
  }

  private void allEnds() {
    await().until(() -> ours.isClosed() && running.get() == 0);
  }

  @Test
  void protocolError_isReportedToThePeer_thenTheTransportCloses() throws Exception {
    StreamSession session = start(SessionConfig.defaults());
    peer.getOutputStream().write(new byte[] {7, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0});

    ByteBuffer goAway = ByteBuffer.allocate(12);
    new Frame.GoAway(Frame.GoAway.PROTOCOL_ERROR).encode(goAway);
    assertThat(peer.getInputStream().readAllBytes()).isEqualTo(goAway.array());
    allEnds();
    assertThat(session.session().isOpen()).isFalse();
  }

  @Test
  void endOfTheTransport_endsTheSession() throws Exception {
    StreamSession session = start(SessionConfig.defaults());
    peer.close();

    allEnds();
    assertThat(session.ended().toCompletableFuture().get().code())
        .isEqualTo(YamuxException.Code.SESSION_LOST);
  }

  @Test
  void closingTheSession_saysGoodbyeAndClosesTheTransport() throws Exception {
    StreamSession session = start(SessionConfig.defaults());
    session.close();

    assertThat(peer.getInputStream().readAllBytes()).hasSize(12);
    allEnds();
  }

  @Test
  void peerThatTakesNothing_isGivenUpAfterTheWriteTimeout() throws Exception {
    StreamSession session =
        start(SessionConfig.defaults().withWriteTimeout(Duration.ofSeconds(2)));
    YamuxStream stream = session.open(Duration.ofSeconds(1));
    ByteBuffer credit = ByteBuffer.allocate(12);
    new Frame.WindowUpdate(2, 1, 1 << 30).encode(credit);
    peer.getOutputStream().write(credit.array());
    Future<Boolean> writer =
        threads.submit(
            () -> {
              stream.output().write(new byte[64 << 20]);
              return true;
            });

    allEnds();
    assertThat(session.ended().toCompletableFuture().get().code())
        .isEqualTo(YamuxException.Code.WRITE_TIMEOUT);
    await().until(writer::isDone);
    assertThat(writer.state()).isEqualTo(Future.State.FAILED);
  }
}
