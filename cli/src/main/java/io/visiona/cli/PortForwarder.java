package io.visiona.cli;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.function.Consumer;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;

/**
 * A loopback port whose requests go to an agent's web server through the API, with the session. One
 * request for each connection, so that bodies, streams and WebSockets pass as they are: only heads
 * are read. A thread for each direction of a connection, virtual ones. Thread-safe.
 */
final class PortForwarder implements AutoCloseable {
  private static final int MOST_CONNECTIONS = 64;
  private static final int CONNECT_MS = 10_000;
  private static final int HEAD_MS = 30_000;
  private static final int BUFFER = 16 * 1024;

  private final ServerSocket listener;
  private final ForwardedHeads heads;
  private final URI server;
  private final Consumer<String> note;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final Semaphore places = new Semaphore(MOST_CONNECTIONS);
  private final CountDownLatch ended = new CountDownLatch(1);

  private PortForwarder(
      ServerSocket listener, ForwardedHeads heads, URI server, Consumer<String> note) {
    this.listener = listener;
    this.heads = heads;
    this.server = server;
    this.note = note;
  }

  /** Listens; {@code port} 0 is any. */
  static PortForwarder start(CliSession session, String agentId, int port, Consumer<String> note)
      throws IOException {
    ServerSocket listener = new ServerSocket();
    listener.bind(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), port));
    ForwardedHeads heads = new ForwardedHeads(session, agentId, listener.getLocalPort());
    PortForwarder forwarder = new PortForwarder(listener, heads, session.server(), note);
    forwarder.threads.execute(forwarder::accept);
    return forwarder;
  }

  URI address() {
    return URI.create("http://127.0.0.1:" + listener.getLocalPort() + "/");
  }

  /** Waits until it is closed. */
  void await() throws InterruptedException {
    ended.await();
  }

  @Override
  public void close() throws IOException {
    listener.close();
    threads.shutdownNow();
    ended.countDown();
  }

  private void accept() {
    try {
      for (; ; ) {
        Socket client = listener.accept();
        if (places.tryAcquire()) {
          threads.execute(() -> serve(client));
        } else {
          client.close();
        }
      }
    } catch (IOException closed) {
      ended.countDown();
    }
  }

  private void serve(Socket client) {
    try (client) {
      client.setSoTimeout(HEAD_MS);
      InputStream in = new BufferedInputStream(client.getInputStream(), BUFFER);
      HttpHead asked = HttpHead.read(in);
      HttpHead forwarded;
      try {
        forwarded = heads.request(asked);
      } catch (ForwardedHeads.RefusedException refused) {
        answer(client, refused.status(), String.valueOf(refused.getMessage()));
        return;
      }
      client.setSoTimeout(0);
      exchange(client, in, forwarded);
    } catch (IOException broken) {
      note.accept("A connection broke off: " + Terminal.clean(String.valueOf(broken.getMessage())));
    } finally {
      places.release();
    }
  }

  private void exchange(Socket client, InputStream in, HttpHead request) throws IOException {
    try (Socket upstream = connect()) {
      upstream.getOutputStream().write(request.bytes());
      upstream.getOutputStream().flush();
      threads.execute(() -> pass(in, upstream));
      InputStream answers = new BufferedInputStream(upstream.getInputStream(), BUFFER);
      HttpHead answer = heads.response(HttpHead.read(answers));
      OutputStream out = client.getOutputStream();
      out.write(answer.bytes());
      out.flush();
      copy(answers, out);
    }
  }

  private void pass(InputStream from, Socket to) {
    try {
      copy(from, to.getOutputStream());
      // The browser has gone, or said all it will; a server that still answers is not cut off.
      if (!(to instanceof SSLSocket)) {
        to.shutdownOutput();
      }
    } catch (IOException over) {
      // The answer was complete before the request, or one side has gone: the other direction says.
      close(to);
    }
  }

  private void close(Socket socket) {
    try {
      socket.close();
    } catch (IOException broken) {
      note.accept("A connection did not close: " + broken.getMessage());
    }
  }

  private Socket connect() throws IOException {
    boolean tls = "https".equals(server.getScheme());
    int port = server.getPort() >= 0 ? server.getPort() : tls ? 443 : 80;
    String host = server.getHost().replaceAll("[\\[\\]]", "");
    Socket plain = new Socket();
    plain.connect(new InetSocketAddress(host, port), CONNECT_MS);
    if (!tls) {
      return plain;
    }
    SSLSocket secure =
        (SSLSocket)
            ((SSLSocketFactory) SSLSocketFactory.getDefault())
                .createSocket(plain, host, port, true);
    SSLParameters parameters = secure.getSSLParameters();
    parameters.setEndpointIdentificationAlgorithm("HTTPS");
    secure.setSSLParameters(parameters);
    secure.startHandshake();
    return secure;
  }

  private static void copy(InputStream from, OutputStream to) throws IOException {
    byte[] buffer = new byte[BUFFER];
    for (int some = from.read(buffer); some >= 0; some = from.read(buffer)) {
      to.write(buffer, 0, some);
      to.flush();
    }
  }

  private static void answer(Socket client, int status, String why) throws IOException {
    byte[] body = (why + "\n").getBytes(StandardCharsets.UTF_8);
    String head =
        "HTTP/1.1 %d Refused\r\nContent-Type: text/plain;charset=utf-8\r\nContent-Length: %d\r\nConnection: close\r\n\r\n"
            .formatted(status, body.length);
    client.getOutputStream().write(head.getBytes(StandardCharsets.ISO_8859_1));
    client.getOutputStream().write(body);
    client.getOutputStream().flush();
  }
}
