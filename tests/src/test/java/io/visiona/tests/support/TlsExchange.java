package io.visiona.tests.support;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;

/**
 * Requests over TLS that trust the certificates of one key store and no other; host names are not
 * compared.
 */
public final class TlsExchange {
  private static final int LIMIT_MILLIS = 60_000;

  private final SSLContext context;
  private final int port;

  /** For a port of 127.0.0.1 and the certificates, keys' own included, of a PKCS12 file. */
  public TlsExchange(int port, Path keyStore, String password)
      throws IOException, GeneralSecurityException {
    this.port = port;
    this.context = KeyStores.trusting(keyStore, password);
  }

  /** A GET; header lines as sent. */
  public Answer get(String target, String... headers) throws IOException {
    return exchange("GET", target, "", headers);
  }

  /** Any request with a text as its body. */
  public Answer exchange(String method, String target, String body, String... headers)
      throws IOException {
    try (SSLSocket socket = connect()) {
      StringBuilder head =
          new StringBuilder(
              method
                  + " "
                  + target
                  + " HTTP/1.1\r\nHost: 127.0.0.1:"
                  + port
                  + "\r\nConnection: close\r\n");
      for (String header : headers) {
        head.append(header).append("\r\n");
      }
      byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
      if (bytes.length > 0) {
        head.append("Content-Length: ").append(bytes.length).append("\r\n");
      }
      socket
          .getOutputStream()
          .write(head.append("\r\n").toString().getBytes(StandardCharsets.ISO_8859_1));
      socket.getOutputStream().write(bytes);
      socket.getOutputStream().flush();
      String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      int end = answer.indexOf("\r\n\r\n");
      return new Answer(
          Integer.parseInt(answer.substring(9, 12)),
          answer.substring(0, end + 2),
          answer.substring(end + 4));
    }
  }

  /** What comes back to these bytes until the server ends the connection. */
  public String raw(String request) throws IOException {
    try (SSLSocket socket = connect()) {
      socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
      socket.getOutputStream().flush();
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
    }
  }

  /** What the server picks of {@code h2} and {@code http/1.1} (RFC 7301); empty for nothing. */
  public String protocol() throws IOException {
    try (SSLSocket socket = connect()) {
      return socket.getApplicationProtocol();
    }
  }

  private SSLSocket connect() throws IOException {
    SSLSocket socket =
        (SSLSocket) context.getSocketFactory().createSocket(InetAddress.getLoopbackAddress(), port);
    socket.setSoTimeout(LIMIT_MILLIS);
    SSLParameters parameters = socket.getSSLParameters();
    parameters.setApplicationProtocols(new String[] {"h2", "http/1.1"});
    socket.setSSLParameters(parameters);
    socket.startHandshake();
    return socket;
  }

  /**
   * An answer, its body with any chunk sizes in it.
   *
   * @param head status line and fields, each ended by CRLF
   */
  public record Answer(int status, String head, String body) {}
}
