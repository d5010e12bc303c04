package io.visiona.agent.support;

import io.visiona.yamux.flow.WindowBudget;
import io.visiona.yamux.io.SocketDriver;
import io.visiona.yamux.session.Role;
import io.visiona.yamux.session.SessionConfig;
import io.visiona.yamux.session.StreamSession;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * Accepts tunnels over both transports on a free port of loopback; can be told to answer otherwise.
 */
public final class TestRelay implements AutoCloseable {
  /** One accepted tunnel: how it was asked for, and the relay's end of the session. */
  public record Accepted(String upgrade, String head, StreamSession session, Socket socket) {}

  private final ServerSocket server;
  private final BlockingQueue<Accepted> tunnels = new LinkedBlockingQueue<>();
  private final Map<String, Queue<String>> refusals = new ConcurrentHashMap<>();
  private final Queue<Socket> sockets = new ConcurrentLinkedQueue<>();

  public TestRelay() {
    try {
      server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Thread.ofVirtual().start(this::accept);
  }

  /** Where it listens. */
  public String url() {
    return "http://127.0.0.1:" + server.getLocalPort();
  }

  /**
   * The next request for this upgrade is answered with this head, in turn; then the tunnel opens.
   */
  public TestRelay refuse(String upgrade, String head) {
    refusals.computeIfAbsent(upgrade, _ -> new ConcurrentLinkedQueue<>()).add(head);
    return this;
  }

  /** The next tunnel that comes up. */
  public Accepted awaitTunnel() throws InterruptedException {
    Accepted next = tunnels.poll(10, TimeUnit.SECONDS);
    if (next == null) {
      throw new AssertionError("no tunnel came up");
    }
    return next;
  }

  /** Whether no tunnel waits to be looked at. */
  public boolean hasNoMoreTunnels() {
    return tunnels.isEmpty();
  }

  private void accept() {
    while (!server.isClosed()) {
      try {
        Socket socket = server.accept();
        sockets.add(socket);
        Thread.ofVirtual().start(() -> greet(socket));
      } catch (IOException e) {
        return;
      }
    }
  }

  private void greet(Socket socket) {
    try {
      String head = readHead(socket.getInputStream());
      String upgrade = header(head, "upgrade").toLowerCase(Locale.ROOT);
      Queue<String> queue = refusals.get(upgrade);
      String refusal = queue == null ? null : queue.poll();
      OutputStream out = socket.getOutputStream();
      if (refusal != null) {
        out.write((refusal + "\r\n\r\n").getBytes(StandardCharsets.ISO_8859_1));
        socket.close();
      } else if (upgrade.equals("yamux")) {
        out.write(switching("yamux", ""));
        open(upgrade, head, socket, socket.getInputStream(), out);
      } else {
        String accept = WebSocketBytes.accept(header(head, "sec-websocket-key"));
        out.write(switching("websocket", "Sec-WebSocket-Accept: " + accept + "\r\n"));
        WebSocketBytes bytes = new WebSocketBytes(socket);
        open(upgrade, head, socket, bytes.input(), bytes.output());
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static byte[] switching(String upgrade, String more) {
    String head =
        "HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: " + upgrade + "\r\n";
    return (head + more + "\r\n").getBytes(StandardCharsets.ISO_8859_1);
  }

  private void open(String upgrade, String head, Socket socket, InputStream in, OutputStream out) {
    SocketDriver driver = new SocketDriver(in, out, socket);
    StreamSession session =
        StreamSession.over(
            Role.CLIENT, SessionConfig.defaults(), new WindowBudget(1 << 30), driver::outputReady);
    driver.start(session.session(), task -> Thread.ofVirtual().start(task));
    tunnels.add(new Accepted(upgrade, head, session, socket));
  }

  /** The value of a header, which must be there. */
  public static String header(String head, String name) {
    return head.lines()
        .filter(line -> line.toLowerCase(Locale.ROOT).startsWith(name + ":"))
        .map(line -> line.substring(name.length() + 1).strip())
        .findFirst()
        .orElseThrow(() -> new AssertionError("no " + name + " in\n" + head));
  }

  private static String readHead(InputStream in) throws IOException {
    StringBuilder head = new StringBuilder();
    while (head.indexOf("\r\n\r\n") < 0) {
      int next = in.read();
      if (next < 0) {
        throw new IOException("no whole head");
      }
      head.append((char) next);
    }
    return head.toString();
  }

  /** Closes every connection without a goodbye, as a crash does; goes on listening. */
  public void cutAll() throws IOException {
    for (Socket socket = sockets.poll(); socket != null; socket = sockets.poll()) {
      socket.close();
    }
  }

  @Override
  public void close() throws IOException {
    server.close();
    cutAll();
  }
}
