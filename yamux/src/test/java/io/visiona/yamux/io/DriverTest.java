package io.visiona.yamux.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.visiona.yamux.flow.WindowBudget;
import io.visiona.yamux.frame.Flags;
import io.visiona.yamux.frame.Frame;
import io.visiona.yamux.session.Role;
import io.visiona.yamux.session.SessionConfig;
import io.visiona.yamux.session.StreamSession;
import io.visiona.yamux.session.YamuxException;
import io.visiona.yamux.session.YamuxStream;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Each driver against a peer that is a bare socket. */
@Timeout(30)
@ParameterizedClass
@EnumSource
class DriverTest {

  enum Kind {
    SOCKET,
    CHANNEL
  }

  private final Kind kind;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final AtomicInteger running = new AtomicInteger();
  private Socket peer;
  private Socket ours;

  DriverTest(Kind kind) {
    this.kind = kind;
  }

  @BeforeEach
  void connect() throws IOException {
    try (ServerSocketChannel listener = ServerSocketChannel.open()) {
      listener.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
      peer = new Socket(InetAddress.getLoopbackAddress(), listener.socket().getLocalPort());
      ours = listener.accept().socket();
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
    return start(config, new byte[0]);
  }

  private StreamSession start(SessionConfig config, byte[] early) throws IOException {
    return switch (kind) {
      case SOCKET -> startSocket(config, early);
      case CHANNEL -> startChannel(config, early);
    };
  }

  private StreamSession startChannel(SessionConfig config, byte[] early) throws IOException {
    ChannelDriver driver = new ChannelDriver(ours.getChannel(), ByteBuffer.wrap(early));
    StreamSession session =
        StreamSession.over(Role.CLIENT, config, new WindowBudget(0), driver::outputReady);
    driver.start(session.session(), task -> counted(task, Thread.ofPlatform().daemon()::start));
    return session;
  }

  private StreamSession startSocket(SessionConfig config, byte[] early) throws IOException {
    InputStream in =
        new SequenceInputStream(new ByteArrayInputStream(early), ours.getInputStream());
    SocketDriver driver = new SocketDriver(in, ours.getOutputStream(), ours);
    StreamSession session =
        StreamSession.over(Role.CLIENT, config, new WindowBudget(0), driver::outputReady);
    driver.start(session.session(), task -> counted(task, threads));
    return session;
  }

  private void counted(Runnable task, Executor executor) {
    running.incrementAndGet();
    executor.execute(() -> {
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

  /** The first write already fails, while the answer and its end are in the socket. */
  @Test
  void whatCameBeforeTheTransportBroke_isReceivedToItsEnd() throws Exception {
    ByteBuffer answer = ByteBuffer.allocate(2 * 12 + 5);
    new Frame.WindowUpdate(Flags.ACK, 1, 0).encode(answer);
    new Frame.Data(Flags.FIN, 1, 5).encode(answer);
    answer.put("whole".getBytes(StandardCharsets.US_ASCII));
    peer.getOutputStream().write(answer.array());

    CountDownLatch broken = new CountDownLatch(1);
    Executor later =
        task -> {
          Thread.ofPlatform()
              .daemon()
              .start(() -> {
                try {
                  broken.await();
                } catch (InterruptedException e) {
                  Thread.currentThread().interrupt();
                }
                task.run();
              });
        };
    StreamSession session = startOn(later);
    YamuxStream stream = session.open(Duration.ofSeconds(5));

    peer.setSoLinger(true, 0);
    peer.close();
    broken.countDown();

    assertThat(stream.input().readAllBytes())
        .isEqualTo("whole".getBytes(StandardCharsets.US_ASCII));
    assertThat(session.ended().toCompletableFuture().get().code())
        .isEqualTo(YamuxException.Code.SESSION_LOST);
  }

  private StreamSession startOn(Executor executor) throws IOException {
    SessionConfig config = SessionConfig.defaults();
    WindowBudget budget = new WindowBudget(0);
    if (kind == Kind.CHANNEL) {
      ChannelDriver driver = new ChannelDriver(ours.getChannel(), ByteBuffer.allocate(0));
      StreamSession made = StreamSession.over(Role.CLIENT, config, budget, driver::outputReady);
      driver.start(made.session(), executor);
      return made;
    }
    SocketDriver driver = new SocketDriver(ours.getInputStream(), ours.getOutputStream(), ours);
    StreamSession made = StreamSession.over(Role.CLIENT, config, budget, driver::outputReady);
    driver.start(made.session(), executor);
    return made;
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
        start(SessionConfig.builder().writeTimeout(Duration.ofSeconds(2)).build());
    YamuxStream stream = session.open(Duration.ofSeconds(1));
    ByteBuffer credit = ByteBuffer.allocate(12);
    new Frame.WindowUpdate(2, 1, 1 << 30).encode(credit);
    peer.getOutputStream().write(credit.array());
    Future<Boolean> writer =
        threads.submit(() -> {
          stream.output().write(new byte[64 << 20]);
          return true;
        });

    allEnds();
    assertThat(session.ended().toCompletableFuture().get().code())
        .isEqualTo(YamuxException.Code.WRITE_TIMEOUT);
    await().until(writer::isDone);
    assertThat(writer.state()).isEqualTo(Future.State.FAILED);
  }

  /**
   * Both sides send at once, more than the socket holds: nobody waits for anybody, and every byte
   * arrives in order.
   */
  @Test
  void manyWritersAndASlowPeer_arriveWholeAndInOrder() throws Exception {
    StreamSession session = start(SessionConfig.defaults());
    SocketDriver theirDriver =
        new SocketDriver(peer.getInputStream(), peer.getOutputStream(), peer);
    StreamSession theirs =
        StreamSession.over(
            Role.SERVER, SessionConfig.defaults(), new WindowBudget(0), theirDriver::outputReady);
    theirDriver.start(theirs.session(), threads);
    List<Future<byte[]>> echoes = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      byte[] sent = new byte[3_000_000];
      new SplittableRandom(i).nextBytes(sent);
      YamuxStream stream = session.open(Duration.ofSeconds(5));
      YamuxStream echo = theirs.accept();
      threads.execute(() -> copy(echo));
      threads.execute(() -> send(stream, sent));
      echoes.add(threads.submit(() -> stream.input().readAllBytes()));
    }
    for (int i = 0; i < echoes.size(); i++) {
      byte[] expected = new byte[3_000_000];
      new SplittableRandom(i).nextBytes(expected);
      assertThat(Arrays.equals(echoes.get(i).get(), expected)).isTrue();
    }
    session.close();
    allEnds();
  }

  private static void copy(YamuxStream echo) {
    try {
      echo.input().transferTo(echo.output());
      echo.closeOutput();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void send(YamuxStream stream, byte[] bytes) {
    try {
      stream.output().write(bytes);
      stream.closeOutput();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void bytesReadBeforehand_belongToTheSession() throws Exception {
    ByteBuffer ping = ByteBuffer.allocate(12);
    new Frame.Ping(Flags.SYN, 7).encode(ping);
    start(SessionConfig.defaults(), ping.array());

    ByteBuffer pong = ByteBuffer.allocate(12);
    new Frame.Ping(Flags.ACK, 7).encode(pong);
    assertThat(peer.getInputStream().readNBytes(12)).isEqualTo(pong.array());
  }
}
