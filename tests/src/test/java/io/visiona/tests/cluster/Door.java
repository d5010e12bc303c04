package io.visiona.tests.cluster;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.time.Duration;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.config.Http1Config;
import org.apache.hc.core5.http.impl.io.DefaultBHttpClientConnection;

/**
 * Where requests go in: one API server, or what stands before all of them. Each request has a
 * connection of its own and is sent once, so that nothing is hidden by a client that tries again.
 *
 * @param name what a report calls it
 * @param address scheme, host and port
 * @param sockets makes connected sockets
 */
record Door(String name, URI address, Sockets sockets) {
  private static final int CONNECT_MILLIS = 5000;

  /** Makes connected sockets. */
  @FunctionalInterface
  interface Sockets {
    Socket connect(int limitMillis) throws IOException;
  }

  /** An API server itself. */
  static Door plain(String name, URI address) {
    InetSocketAddress to =
        new InetSocketAddress(InetAddress.getLoopbackAddress(), address.getPort());
    return new Door(
        name,
        address,
        limit -> {
          Socket socket = new Socket();
          try {
            socket.connect(to, limit);
            return socket;
          } catch (IOException e) {
            socket.close();
            throw e;
          }
        });
  }

  /** Over TLS, trusting nobody else. */
  static Door tls(String name, URI address, SSLContext trust) {
    return new Door(
        name,
        address,
        limit -> {
          Socket plain = new Socket();
          try {
            plain.connect(new InetSocketAddress(address.getHost(), address.getPort()), limit);
            plain.setSoTimeout(limit);
            SSLSocket secure =
                (SSLSocket)
                    trust
                        .getSocketFactory()
                        .createSocket(plain, address.getHost(), address.getPort(), true);
            secure.startHandshake();
            return secure;
          } catch (IOException e) {
            plain.close();
            throw e;
          }
        });
  }

  /** Sends a request and reads the head of its answer. */
  Open send(ClassicHttpRequest request, Duration patience) throws IOException, HttpException {
    Socket socket = sockets.connect(CONNECT_MILLIS);
    DefaultBHttpClientConnection connection = new DefaultBHttpClientConnection(Http1Config.DEFAULT);
    try {
      socket.setSoTimeout((int) patience.toMillis());
      connection.bind(socket);
      request.setHeader("Host", address.getAuthority());
      request.setHeader("Connection", "close");
      if (request.getEntity() != null) {
        request.setHeader("Content-Length", Long.toString(request.getEntity().getContentLength()));
      }
      try {
        connection.sendRequestHeader(request);
        if (request.getEntity() != null) {
          connection.sendRequestEntity(request);
        }
        connection.flush();
      } catch (IOException refusedMeanwhile) {
        // The answer may be there all the same.
      }
      ClassicHttpResponse answer = connection.receiveResponseHeader();
      connection.receiveResponseEntity(answer);
      return new Open(socket, answer);
    } catch (IOException | HttpException | RuntimeException e) {
      socket.close();
      throw e;
    }
  }

  /**
   * An answer whose body is still to be read.
   *
   * @param socket to be closed when it was
   */
  record Open(Socket socket, ClassicHttpResponse answer) implements AutoCloseable {
    @Override
    public void close() throws IOException {
      socket.close();
    }
  }
}
