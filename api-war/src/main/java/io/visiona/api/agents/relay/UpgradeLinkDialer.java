package io.visiona.api.agents.relay;

import io.visiona.shared.identity.ServiceTokens;
import io.visiona.shared.sessions.StreamRefusal;
import io.visiona.shared.tls.TlsConfig;
import io.visiona.yamux.blocking.StreamSession;
import io.visiona.yamux.blocking.WindowBudget;
import io.visiona.yamux.io.ChannelDriver;
import io.visiona.yamux.io.SocketDriver;
import io.visiona.yamux.io.UpgradeResponse;
import io.visiona.yamux.session.Role;
import io.visiona.yamux.session.SessionConfig;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.ThreadFactory;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;

/**
 * Dials {@code GET /internal/link} with {@code Upgrade: yamux} (plain or, for an {@code https}
 * relay, TLS with the server's trust and the host name checked) and runs a yamux session on the
 * connection. Thread-safe.
 */
public final class UpgradeLinkDialer implements LinkDialer {
  private static final String SUBJECT = "api";

  private final URI relay;
  private final String audience;
  private final ServiceTokens tokens;
  private final LinkConfig config;
  private final TlsConfig tls;
  private final WindowBudget budget;
  private final Executor executor;
  private final ThreadFactory loops;

  /**
   * Makes a dialer.
   *
   * @param audience of the service JWT
   * @param executor for the tasks of a TLS link, which may block
   * @param loops makes the one thread of a plain link, which waits in a selector
   */
  public UpgradeLinkDialer(
      URI relay,
      String audience,
      ServiceTokens tokens,
      LinkConfig config,
      TlsConfig tls,
      WindowBudget budget,
      Executor executor,
      ThreadFactory loops) {
    this.relay = relay;
    this.audience = audience;
    this.tokens = tokens;
    this.config = config;
    this.tls = tls;
    this.budget = budget;
    this.executor = executor;
    this.loops = loops;
  }

  @Override
  public StreamSession dial() throws IOException {
    Socket socket = connect();
    try {
      ByteBuffer early = upgrade(socket);
      SocketChannel channel = socket.getChannel();
      return channel == null ? overTls(socket, early) : over(channel, early);
    } catch (IOException | RuntimeException e) {
      socket.close();
      throw e;
    }
  }

  private StreamSession over(SocketChannel channel, ByteBuffer early) throws IOException {
    ChannelDriver driver = new ChannelDriver(channel, early);
    StreamSession session =
        StreamSession.over(Role.CLIENT, sessionConfig(), budget, driver::outputReady);
    driver.start(session.session(), task -> loops.newThread(task).start());
    return session;
  }

  private StreamSession overTls(Socket socket, ByteBuffer early) throws IOException {
    byte[] first = new byte[early.remaining()];
    early.get(first);
    InputStream in =
        new SequenceInputStream(new ByteArrayInputStream(first), socket.getInputStream());
    SocketDriver driver = new SocketDriver(in, socket.getOutputStream(), socket);
    StreamSession session =
        StreamSession.over(Role.CLIENT, sessionConfig(), budget, driver::outputReady);
    driver.start(session.session(), executor);
    return session;
  }

  /**
   * All agents share the link, so one that accepts nothing must not use up the opens of the others:
   * what bounds a single agent is the number of its streams.
   */
  private SessionConfig sessionConfig() {
    return SessionConfig.builder()
        .maxInboundStreams(0)
        .maxOutboundStreams(config.streams())
        .maxPendingOpens(config.streams())
        .openTimeout(Duration.ofSeconds(60))
        .resetCodes(StreamRefusal.codes())
        .build();
  }

  private Socket connect() throws IOException {
    boolean secure = "https".equals(relay.getScheme());
    int port = relay.getPort() >= 0 ? relay.getPort() : (secure ? 443 : 80);
    Socket socket = secure ? new Socket() : SocketChannel.open().socket();
    try {
      int timeout = (int) config.connectTimeout().toMillis();
      socket.setTcpNoDelay(true);
      socket.connect(new InetSocketAddress(relay.getHost(), port), timeout);
      socket.setSoTimeout(timeout);
      return secure ? secure(socket, port) : socket;
    } catch (IOException | RuntimeException e) {
      socket.close();
      throw e;
    }
  }

  private Socket secure(Socket plain, int port) throws IOException {
    SSLSocket socket =
        (SSLSocket)
            tls.context().getSocketFactory().createSocket(plain, relay.getHost(), port, true);
    SSLParameters parameters = socket.getSSLParameters();
    parameters.setEndpointIdentificationAlgorithm("HTTPS");
    socket.setSSLParameters(parameters);
    socket.startHandshake();
    return socket;
  }

  private ByteBuffer upgrade(Socket socket) throws IOException {
    String path = relay.getRawPath() == null ? "" : relay.getRawPath().replaceAll("/+$", "");
    String request =
        "GET "
            + path
            + "/internal/link HTTP/1.1\r\n"
            + "Host: "
            + relay.getRawAuthority()
            + "\r\n"
            + "Connection: Upgrade\r\n"
            + "Upgrade: yamux\r\n"
            + "Authorization: Bearer "
            + tokens.issue(SUBJECT, audience)
            + "\r\n\r\n";
    UpgradeResponse answer = UpgradeResponse.ask(socket, request, config.connectTimeout());
    if (!answer.accepted()) {
      throw new IOException("the relay refused the link with status " + answer.status());
    }
    return answer.early();
  }
}
