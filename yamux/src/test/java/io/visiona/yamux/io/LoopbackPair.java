package io.visiona.yamux.io;

import io.visiona.yamux.flow.WindowBudget;
import io.visiona.yamux.session.Role;
import io.visiona.yamux.session.SessionConfig;
import io.visiona.yamux.session.StreamSession;
import io.visiona.yamux.session.YamuxStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Two sessions over a real TCP connection on the loopback interface. */
public final class LoopbackPair implements AutoCloseable {
  private static final Duration WAIT = Duration.ofSeconds(20);

  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final WindowBudget budget = new WindowBudget(1L << 30);
  private final Socket clientSocket;
  private final Socket serverSocket;
  private final StreamSession client;
  private final StreamSession server;

  public LoopbackPair() throws IOException {
    this(SessionConfig.defaults(), SessionConfig.defaults());
  }

  public LoopbackPair(SessionConfig clientConfig, SessionConfig serverConfig) throws IOException {
    try (ServerSocket listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      clientSocket = new Socket(listener.getInetAddress(), listener.getLocalPort());
      serverSocket = listener.accept();
    }
    client = start(Role.CLIENT, clientConfig, clientSocket);
    server = start(Role.SERVER, serverConfig, serverSocket);
  }

  private StreamSession start(Role role, SessionConfig config, Socket socket) throws IOException {
    SocketDriver driver =
        new SocketDriver(socket.getInputStream(), socket.getOutputStream(), socket);
    StreamSession session = StreamSession.over(role, config, budget, driver::outputReady);
    driver.start(session.session(), threads);
    return session;
  }

  public StreamSession client() {
    return client;
  }

  public StreamSession server() {
    return server;
  }

  public WindowBudget budget() {
    return budget;
  }

  /** A stream opened by the client and accepted by the server. */
  public Both open() throws IOException, InterruptedException {
    YamuxStream opened = client.open(WAIT);
    return new Both(opened, server.accept());
  }

  public <T> Future<T> async(Callable<T> work) {
    return threads.submit(work);
  }

  /** Cuts the connection without a word. */
  public void cut() throws IOException {
    clientSocket.close();
    serverSocket.close();
  }

  @Override
  public void close() throws IOException {
    client.close();
    server.close();
    cut();
    threads.shutdownNow();
    threads.close();
  }

  /** The two ends of one stream. */
  public record Both(YamuxStream here, YamuxStream there) {}
}
