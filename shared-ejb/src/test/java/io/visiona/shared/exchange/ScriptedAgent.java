package io.visiona.shared.exchange;

import io.visiona.yamux.flow.WindowBudget;
import io.visiona.yamux.io.SocketDriver;
import io.visiona.yamux.session.Role;
import io.visiona.yamux.session.SessionConfig;
import io.visiona.yamux.session.StreamSession;
import io.visiona.yamux.session.YamuxException;
import io.visiona.yamux.session.YamuxStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** An agent that does exactly what a test says, byte by byte, behind a real session. */
final class ScriptedAgent implements AutoCloseable {
  static final ExchangeLimits LIMITS =
      new ExchangeLimits(
          Duration.ofSeconds(10), Duration.ofSeconds(10), Duration.ofSeconds(10), 64 * 1024);

  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final WindowBudget budget = new WindowBudget(1L << 30);
  private final AtomicReference<@Nullable YamuxStream> opened = new AtomicReference<>();
  private final Socket clientSocket;
  private final Socket agentSocket;
  final StreamSession client;
  final StreamSession agent;

  ScriptedAgent() throws IOException {
    this(SessionConfig.defaults());
  }

  ScriptedAgent(SessionConfig config) throws IOException {
    try (ServerSocket listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      clientSocket = new Socket(listener.getInetAddress(), listener.getLocalPort());
      agentSocket = listener.accept();
    }
    client = start(Role.CLIENT, config, clientSocket);
    agent = start(Role.SERVER, config, agentSocket);
  }

  private StreamSession start(Role role, SessionConfig config, Socket socket) throws IOException {
    SocketDriver driver =
        new SocketDriver(socket.getInputStream(), socket.getOutputStream(), socket);
    StreamSession session = StreamSession.over(role, config, budget, driver::outputReady);
    driver.start(session.session(), threads);
    return session;
  }

  HttpExchange get(ExchangeLimits limits) throws IOException, InterruptedException {
    return begin("GET", limits);
  }

  HttpExchange begin(String method, ExchangeLimits limits)
      throws IOException, InterruptedException {
    return HttpExchange.begin(
        (head, timeout) -> {
          YamuxStream stream = client.open(head, timeout);
          opened.set(stream);
          return stream;
        },
        limits,
        new RequestHead(method, "/", java.util.List.of()),
        new byte[0],
        true);
  }

  /**
   * Waits until the client knows that its last stream was accepted, which it learns only after the
   * agent has done so.
   */
  void awaitAccepted() throws YamuxException, InterruptedException {
    YamuxStream stream = Objects.requireNonNull(opened.get(), "no stream was opened");
    if (!stream.awaitAcknowledged(Duration.ofSeconds(20))) {
      throw new AssertionError("the stream was not accepted");
    }
  }

  /**
   * The next stream, whose request head has been read, answered with these bytes. The stream stays
   * open.
   */
  Future<YamuxStream> answer(String response) {
    return async(() -> {
      YamuxStream stream = agent.accept();
      readHead(stream.input());
      stream.output().write(response.getBytes(StandardCharsets.ISO_8859_1));
      return stream;
    });
  }

  static String readHead(InputStream in) throws IOException {
    ByteArrayOutputStream head = new ByteArrayOutputStream();
    while (!head.toString(StandardCharsets.ISO_8859_1).endsWith("\r\n\r\n")) {
      int next = in.read();
      if (next < 0) {
        throw new IOException("the request ended within its head: " + head);
      }
      head.write(next);
    }
    return head.toString(StandardCharsets.ISO_8859_1);
  }

  static byte[] body(HttpExchange exchange) throws IOException {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    byte[] block = new byte[1000];
    int count = exchange.read(block, 0, block.length);
    while (count >= 0) {
      all.write(block, 0, count);
      count = exchange.read(block, 0, block.length);
    }
    return all.toByteArray();
  }

  <T> Future<T> async(Callable<T> work) {
    return threads.submit(work);
  }

  /** Cuts the connection without a word. */
  void cut() throws IOException {
    clientSocket.close();
    agentSocket.close();
  }

  @Override
  public void close() throws IOException {
    client.close();
    agent.close();
    cut();
    threads.shutdownNow();
    threads.close();
  }
}
