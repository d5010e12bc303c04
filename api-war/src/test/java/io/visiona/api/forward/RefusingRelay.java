package io.visiona.api.forward;

import io.visiona.api.agents.relay.LinkConfig;
import io.visiona.api.agents.relay.RelayLink;
import io.visiona.shared.sessions.StreamRefusal;
import io.visiona.yamux.blocking.StreamSession;
import io.visiona.yamux.blocking.WindowBudget;
import io.visiona.yamux.io.SocketDriver;
import io.visiona.yamux.session.Channel;
import io.visiona.yamux.session.ChannelHandler;
import io.visiona.yamux.session.Role;
import io.visiona.yamux.session.Session;
import io.visiona.yamux.session.SessionConfig;
import io.visiona.yamux.session.SessionHandler;
import io.visiona.yamux.session.YamuxException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * A link to a relay that resets streams for one reason after the other, and then answers each with
 * a 200.
 */
final class RefusingRelay implements AutoCloseable {
  private static final String ANSWER = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

  /** Why the next streams are refused. */
  final LinkedBlockingQueue<StreamRefusal> refusals = new LinkedBlockingQueue<>();

  final AtomicInteger streams = new AtomicInteger();
  final RelayLink link;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

  RefusingRelay() {
    LinkConfig config =
        new LinkConfig(
            Duration.ofSeconds(5),
            Duration.ofMillis(50),
            Duration.ofSeconds(1),
            Duration.ofSeconds(5),
            4096);
    this.link = new RelayLink("relay", this::dial, config);
    link.start(threads);
  }

  private StreamSession dial() throws IOException {
    SessionConfig config = SessionConfig.builder().resetCodes(StreamRefusal.codes()).build();
    try (ServerSocket listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      Socket near = new Socket(listener.getInetAddress(), listener.getLocalPort());
      Socket far = listener.accept();
      SocketDriver there = new SocketDriver(far.getInputStream(), far.getOutputStream(), far);
      there.start(new Session(Role.SERVER, config, new Relay(there)), threads);
      SocketDriver here = new SocketDriver(near.getInputStream(), near.getOutputStream(), near);
      StreamSession session =
          StreamSession.over(Role.CLIENT, config, new WindowBudget(0), here::outputReady);
      here.start(session.session(), threads);
      return session;
    }
  }

  @Override
  public void close() {
    link.close();
    threads.shutdownNow();
    threads.close();
  }

  private final class Relay implements SessionHandler {
    private final SocketDriver driver;

    Relay(SocketDriver driver) {
      this.driver = driver;
    }

    @Override
    public @Nullable ChannelHandler opened(Channel channel) {
      streams.incrementAndGet();
      StreamRefusal why = refusals.poll();
      if (why == null) {
        channel.acknowledge();
        channel.send(ByteBuffer.wrap(ANSWER.getBytes(StandardCharsets.US_ASCII)));
      } else {
        channel.reset(why.code());
      }
      return new Deaf();
    }

    @Override
    public void outputReady() {
      driver.outputReady();
    }

    @Override
    public void goAwayReceived(int code) {
      // The link's end is seen by who uses it.
    }

    @Override
    public void ended(YamuxException reason) {
      // The link's end is seen by who uses it.
    }
  }

  /** What is asked for does not matter. */
  private static final class Deaf implements ChannelHandler {
    @Override
    public void acknowledged() {}

    @Override
    public void data(ByteBuffer payload) {}

    @Override
    public void credited(int delta) {}

    @Override
    public void finished() {}

    @Override
    public void reset() {}

    @Override
    public void sessionEnded(YamuxException reason) {}
  }
}
