package io.visiona.agent.support;

import io.visiona.yamux.flow.WindowBudget;
import io.visiona.yamux.io.SocketDriver;
import io.visiona.yamux.session.Role;
import io.visiona.yamux.session.SessionConfig;
import io.visiona.yamux.session.StreamSession;
import io.visiona.yamux.session.YamuxStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;

/** Two sessions joined by a connection over loopback. */
public final class Pair implements AutoCloseable {
  private static final Duration WAIT = Duration.ofSeconds(10);
  private final StreamSession relay;
  private final StreamSession agent;

  public Pair() throws IOException {
    try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      Socket near = new Socket(server.getInetAddress(), server.getLocalPort());
      agent = session(Role.SERVER, server.accept());
      relay = session(Role.CLIENT, near);
    }
  }

  private static StreamSession session(Role role, Socket socket) throws IOException {
    SocketDriver driver =
        new SocketDriver(socket.getInputStream(), socket.getOutputStream(), socket);
    StreamSession session =
        StreamSession.over(
            role, SessionConfig.defaults(), new WindowBudget(1 << 28), driver::outputReady);
    driver.start(session.session(), task -> Thread.ofVirtual().start(task));
    return session;
  }

  /** A new stream of the relay, which waits for bytes no longer than ten seconds. */
  public YamuxStream open() throws IOException, InterruptedException {
    YamuxStream stream = relay.open(WAIT);
    stream.readTimeout(WAIT);
    stream.writeTimeout(WAIT);
    return stream;
  }

  /** The agent's end of the stream that was opened next. */
  public YamuxStream accept() throws IOException, InterruptedException {
    return agent.accept();
  }

  @Override
  public void close() {
    relay.close();
    agent.close();
  }
}
