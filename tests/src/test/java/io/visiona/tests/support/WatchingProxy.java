package io.visiona.tests.support;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A proxy that takes {@code CONNECT} (RFC 9110 section 9.3.6), for clients that show nothing of
 * their connection. When a client is done, the connection to the server is not closed: a request is
 * sent on it, and what comes back is kept.
 */
public final class WatchingProxy implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger(WatchingProxy.class.getName());
  private static final int POLL_MILLIS = 200;
  private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(5);

  private final ServerSocket listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final BlockingQueue<Ended> ended = new ArrayBlockingQueue<>(100);

  /**
   * A connection that is over.
   *
   * @param came everything from the server, also what came behind the client's end
   * @param closed whether the server closed it, within a few seconds
   */
  public record Ended(String came, boolean closed) {}

  public WatchingProxy() throws IOException {
    threads.execute(this::serve);
  }

  /** Where it listens. */
  public URI uri() {
    return URI.create("http://127.0.0.1:" + listener.getLocalPort());
  }

  /** The next connection that switched to another protocol and is over. */
  public Ended next() throws InterruptedException {
    Ended next = ended.poll(30, TimeUnit.SECONDS);
    if (next == null) {
      throw new AssertionError("no connection came to its end");
    }
    return next;
  }

  private void serve() {
    while (!listener.isClosed()) {
      try {
        Socket client = listener.accept();
        threads.execute(() -> tunnel(client));
      } catch (IOException closed) {
        return;
      }
    }
  }

  private void tunnel(Socket client) {
    try (client) {
      String head = head(client.getInputStream());
      if (!head.startsWith("CONNECT ")) {
        // A browser's own business.
        return;
      }
      String target = head.split(" ", 3)[1];
      int port = Integer.parseInt(target.substring(target.lastIndexOf(':') + 1));
      try (Socket server = new Socket(InetAddress.getLoopbackAddress(), port)) {
        ScriptedTarget.write(client, "HTTP/1.1 200 Connected\r\n\r\n");
        new Tunnel(client, server, target).run();
      }
    } catch (IOException gone) {
      LOG.log(System.Logger.Level.DEBUG, "A client went away", gone);
    }
  }

  /** One connection of a client, and the one to the server that it is passed on to. */
  private final class Tunnel {
    private final Socket client;
    private final Socket server;
    private final String target;
    private final AtomicLong doneNanos = new AtomicLong();
    private boolean clientListens = true;

    Tunnel(Socket client, Socket server, String target) {
      this.client = client;
      this.server = server;
      this.target = target;
    }

    void run() throws IOException {
      server.setSoTimeout(POLL_MILLIS);
      threads.execute(this::toServer);
      ByteArrayOutputStream came = new ByteArrayOutputStream();
      boolean closed = toClient(came);
      String text = came.toString(StandardCharsets.ISO_8859_1);
      if (text.startsWith("HTTP/1.1 101 ")) {
        ended.add(new Ended(text, closed));
      }
    }

    /** Passes on what the client sends; when it is done, speaks HTTP on its connection. */
    private void toServer() {
      try {
        client.getInputStream().transferTo(server.getOutputStream());
      } catch (IOException reset) {
        LOG.log(System.Logger.Level.DEBUG, "The client reset its connection", reset);
      }
      try {
        ScriptedTarget.write(server, "GET /healthz HTTP/1.1\r\nHost: " + target + "\r\n\r\n");
      } catch (IOException closedAlready) {
        LOG.log(System.Logger.Level.DEBUG, "The server closed first", closedAlready);
      }
      doneNanos.set(System.nanoTime());
    }

    /** Until the server ends the connection: true. */
    private boolean toClient(ByteArrayOutputStream came) throws IOException {
      byte[] block = new byte[8192];
      while (doneNanos.get() == 0 || System.nanoTime() - doneNanos.get() < PATIENCE_NANOS) {
        try {
          int n = server.getInputStream().read(block);
          if (n < 0) {
            return true;
          }
          came.write(block, 0, n);
          pass(block, n);
        } catch (SocketTimeoutException quiet) {
          LOG.log(System.Logger.Level.TRACE, "Nothing came", quiet);
        } catch (SocketException reset) {
          return true;
        }
      }
      return false;
    }

    private void pass(byte[] block, int length) {
      if (!clientListens) {
        return;
      }
      try {
        client.getOutputStream().write(block, 0, length);
      } catch (IOException gone) {
        clientListens = false;
      }
    }
  }

  private static String head(InputStream in) throws IOException {
    ByteArrayOutputStream head = new ByteArrayOutputStream();
    while (!head.toString(StandardCharsets.ISO_8859_1).endsWith("\r\n\r\n")) {
      int next = in.read();
      if (next < 0) {
        throw new IOException("no request");
      }
      head.write(next);
    }
    return head.toString(StandardCharsets.ISO_8859_1);
  }

  @Override
  public void close() throws IOException {
    listener.close();
    threads.shutdownNow();
  }
}
