package io.visiona.yamux.session;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.visiona.yamux.flow.WindowBudget;
import io.visiona.yamux.io.SocketDriver;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * A switch as a relay would be one: every stream that arrives on one session is opened on another,
 * and data, credit, FIN and RST are passed on. It has no stream buffers and no threads of its own,
 * so windows reach from end to end.
 */
@Timeout(60)
class SwitchTest {
  private static final Duration WAIT = Duration.ofSeconds(10);
  private static final int WINDOW = SessionConfig.INITIAL_WINDOW;

  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final List<Socket> sockets = new ArrayList<>();
  private final WindowBudget budget = new WindowBudget(1 << 28);
  private StreamSession api;
  private StreamSession agent;
  private Session link;
  private Session tunnel;

  @BeforeEach
  void connect() throws IOException {
    Socket[] left = pair();
    Socket[] right = pair();
    SocketDriver apiDriver = driver(left[0]);
    SocketDriver linkDriver = driver(left[1]);
    SocketDriver tunnelDriver = driver(right[0]);
    SocketDriver agentDriver = driver(right[1]);
    SessionConfig config = SessionConfig.defaults();
    api = StreamSession.over(Role.CLIENT, config, budget, apiDriver::outputReady);
    agent = StreamSession.over(Role.SERVER, config, budget, agentDriver::outputReady);
    tunnel = new Session(Role.CLIENT, config, budget, new Owner(tunnelDriver, null));
    link = new Session(Role.SERVER, config, budget, new Owner(linkDriver, tunnel));
    apiDriver.start(api.session(), threads);
    linkDriver.start(link, threads);
    tunnelDriver.start(tunnel, threads);
    agentDriver.start(agent.session(), threads);
  }

  private Socket[] pair() throws IOException {
    try (ServerSocket listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      Socket here = new Socket(listener.getInetAddress(), listener.getLocalPort());
      Socket[] both = {here, listener.accept()};
      sockets.addAll(List.of(both));
      return both;
    }
  }

  private static SocketDriver driver(Socket socket) throws IOException {
    return new SocketDriver(socket.getInputStream(), socket.getOutputStream(), socket);
  }

  @AfterEach
  void disconnect() throws IOException {
    for (Socket socket : sockets) {
      socket.close();
    }
    threads.shutdownNow();
    threads.close();
  }

  private static int write(YamuxStream stream, int count) throws IOException {
    stream.output().write(new byte[count]);
    stream.closeOutput();
    return count;
  }

  @Test
  void bytesTravelBothWays_andTheNameIsNotPassedOn() throws Exception {
    YamuxStream here = api.open(ByteBuffer.wrap("N".getBytes(US_ASCII)), WAIT);
    here.output().write("question".getBytes(US_ASCII));
    here.closeOutput();
    YamuxStream there = agent.accept();
    assertThat(there.input().readAllBytes()).isEqualTo("question".getBytes(US_ASCII));
    there.output().write("answer".getBytes(US_ASCII));
    there.close();

    assertThat(here.input().readAllBytes()).isEqualTo("answer".getBytes(US_ASCII));
    await().until(() -> link.stats().streamsOpen() == 0 && tunnel.stats().streamsOpen() == 0);
  }

  @Test
  void windowsAreEndToEnd_theSwitchHoldsNothing() throws Exception {
    YamuxStream here = api.open(ByteBuffer.wrap("N".getBytes(US_ASCII)), WAIT);
    Future<Integer> writer = threads.submit(() -> write(here, 100 << 20));
    YamuxStream there = agent.accept();
    await().until(() -> there.input().available() == WINDOW);
    assertThat(link.hasOutput()).isFalse();
    assertThat(tunnel.hasOutput()).isFalse();

    there.input().skipNBytes(100 << 20);
    assertThat(there.input().read()).isEqualTo(-1);
    assertThat(writer.get(20, SECONDS)).isEqualTo(100 << 20);
  }

  @Test
  void resetsPassBothWays() throws Exception {
    YamuxStream here = api.open(ByteBuffer.wrap("N".getBytes(US_ASCII)), WAIT);
    YamuxStream there = agent.accept();
    here.reset();
    assertThatThrownBy(() -> there.input().read()).hasMessageContaining("reset");

    YamuxStream again = api.open(ByteBuffer.wrap("N".getBytes(US_ASCII)), WAIT);
    agent.accept().reset();
    assertThatThrownBy(() -> again.input().read()).hasMessageContaining("reset");
    await().until(() -> link.stats().streamsOpen() == 0 && tunnel.stats().streamsOpen() == 0);
  }

  @Test
  void tunnelThatBreaks_resetsItsStreams_andLeavesTheLink() throws Exception {
    YamuxStream here = api.open(ByteBuffer.wrap("N".getBytes(US_ASCII)), WAIT);
    agent.accept();
    assertThat(here.awaitAcknowledged(WAIT)).isTrue();
    // A frame of an unknown version: a hostile agent ends its own tunnel.
    tunnel.receive(ByteBuffer.wrap(new byte[] {9, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0}));

    assertThatThrownBy(() -> here.input().read()).hasMessageContaining("reset");
    assertThat(link.isOpen()).isTrue();
    assertThat(tunnel.isOpen()).isFalse();
  }

  /**
   * The relay's side of one session: inbound streams go on to the other session, if there is one.
   */
  private record Owner(SocketDriver driver, @Nullable Session onward) implements SessionHandler {
    @Override
    public @Nullable ChannelHandler opened(Channel channel) {
      return onward == null ? null : new Naming(channel, onward);
    }

    @Override
    public void outputReady() {
      driver.outputReady();
    }

    @Override
    public void goAwayReceived(int code) {}

    @Override
    public void ended(YamuxException reason) {}
  }

  /** Waits for the one naming byte, then opens the other leg. */
  private static final class Naming implements ChannelHandler {
    private final Channel here;
    private final Session onward;
    private @Nullable Leg there;

    Naming(Channel here, Session onward) {
      this.here = here;
      this.onward = onward;
    }

    @Override
    public void data(ByteBuffer payload) {
      Leg leg = there;
      if (leg == null) {
        payload.get();
        try {
          leg = new Leg(here, 1);
          there = leg;
          leg.twin(onward.open(leg));
        } catch (YamuxException e) {
          here.reset();
          return;
        }
      }
      leg.twin().send(payload);
    }

    @Override
    public void acknowledged() {}

    @Override
    public void credited(int delta) {
      if (there != null) {
        there.twin().grant(delta);
      }
    }

    @Override
    public void finished() {
      if (there != null) {
        there.twin().finish();
      }
    }

    @Override
    public void reset() {
      if (there != null) {
        there.twin().reset();
      }
    }

    @Override
    public void sessionEnded(YamuxException reason) {
      reset();
    }
  }

  /** The leg towards the agent: what it hears goes back to the leg towards the api. */
  private static final class Leg implements ChannelHandler {
    private final Channel back;
    private final int named;
    private volatile @Nullable Channel twin;

    Leg(Channel back, int named) {
      this.back = back;
      this.named = named;
    }

    void twin(Channel channel) {
      twin = channel;
    }

    Channel twin() {
      Channel channel = twin;
      if (channel == null) {
        throw new IllegalStateException("not opened yet");
      }
      return channel;
    }

    @Override
    public void acknowledged() {
      back.acknowledge(named);
    }

    @Override
    public void data(ByteBuffer payload) {
      back.send(payload);
    }

    @Override
    public void credited(int delta) {
      back.grant(delta);
    }

    @Override
    public void finished() {
      back.finish();
    }

    @Override
    public void reset() {
      back.reset();
    }

    @Override
    public void sessionEnded(YamuxException reason) {
      back.reset();
    }
  }
}
