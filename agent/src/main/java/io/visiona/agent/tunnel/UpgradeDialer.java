package io.visiona.agent.tunnel;

import io.visiona.yamux.io.ChannelDriver;
import io.visiona.yamux.io.SocketDriver;
import io.visiona.yamux.io.UpgradeResponse;
import io.visiona.yamux.session.StreamSession;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;

/** Opens a tunnel with {@code Upgrade: yamux}: after the 101 the connection is the byte stream. */
public final class UpgradeDialer implements Dialer {
  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(10);
  private static final Duration ANSWER_TIMEOUT = Duration.ofSeconds(15);

  private final TunnelAddress address;
  private final SessionToken token;
  private final String userAgent;

  public UpgradeDialer(TunnelAddress address, SessionToken token, String userAgent) {
    this.address = address;
    this.token = token;
    this.userAgent = userAgent;
  }

  @Override
  public DialResult dial() {
    Socket plain;
    try {
      plain = address.tls() ? new Socket() : SocketChannel.open().socket();
    } catch (IOException e) {
      return new DialResult.Unreachable(reason(e));
    }
    try {
      plain.connect(
          new InetSocketAddress(address.host(), address.port()),
          Math.toIntExact(CONNECT_TIMEOUT.toMillis()));
    } catch (IOException e) {
      closeQuietly(plain);
      return new DialResult.Unreachable(reason(e));
    }
    try {
      return upgrade(plain);
    } catch (IOException e) {
      closeQuietly(plain);
      return new DialResult.NotOffered(reason(e));
    }
  }

  private DialResult upgrade(Socket plain) throws IOException {
    plain.setTcpNoDelay(true);
    plain.setSoTimeout(Math.toIntExact(ANSWER_TIMEOUT.toMillis()));
    Socket socket = address.tls() ? secured(plain) : plain;
    UpgradeResponse answer = UpgradeResponse.ask(socket, request(), ANSWER_TIMEOUT);
    if (!answer.accepted()) {
      socket.close();
      return DialResponse.refusal(answer.status(), answer.retryAfter());
    }
    SocketChannel channel = socket.getChannel();
    return new DialResult.Connected(
        channel == null ? overTls(socket, answer.early()) : over(channel, answer.early()));
  }

  private static AgentTunnel over(SocketChannel channel, ByteBuffer early) throws IOException {
    ChannelDriver driver = new ChannelDriver(channel, early);
    StreamSession streams = AgentTunnel.newSession(driver::outputReady);
    driver.start(
        streams.session(), task -> Thread.ofPlatform().daemon().name("tunnel").start(task));
    return new AgentTunnel(TransportKind.YAMUX, streams);
  }

  private static AgentTunnel overTls(Socket socket, ByteBuffer early) throws IOException {
    InputStream first =
        new ByteArrayInputStream(
            early.array(), early.arrayOffset() + early.position(), early.remaining());
    InputStream in = new SequenceInputStream(first, socket.getInputStream());
    SocketDriver driver = new SocketDriver(in, socket.getOutputStream(), socket);
    StreamSession streams = AgentTunnel.newSession(driver::outputReady);
    driver.start(streams.session(), task -> Thread.ofVirtual().name("tunnel").start(task));
    return new AgentTunnel(TransportKind.YAMUX, streams);
  }

  private String request() {
    return "GET "
        + address.path()
        + " HTTP/1.1\r\nHost: "
        + address.authority()
        + "\r\nConnection: Upgrade\r\nUpgrade: yamux\r\nUser-Agent: "
        + userAgent
        + "\r\nAuthorization: "
        + token.authorization()
        + "\r\n\r\n";
  }

  private SSLSocket secured(Socket plain) throws IOException {
    SSLSocketFactory factory = (SSLSocketFactory) SSLSocketFactory.getDefault();
    SSLSocket socket =
        (SSLSocket) factory.createSocket(plain, address.host(), address.port(), true);
    SSLParameters parameters = socket.getSSLParameters();
    parameters.setEndpointIdentificationAlgorithm("HTTPS");
    parameters.setApplicationProtocols(new String[] {"http/1.1"});
    socket.setSSLParameters(parameters);
    socket.startHandshake();
    return socket;
  }

  private static String reason(IOException e) {
    String message = e.getMessage();
    return message == null ? e.getClass().getSimpleName() : message;
  }

  private static void closeQuietly(Socket socket) {
    try {
      socket.close();
    } catch (IOException e) {
      System.getLogger(UpgradeDialer.class.getName())
          .log(System.Logger.Level.DEBUG, "closing a failed connection", e);
    }
  }
}
