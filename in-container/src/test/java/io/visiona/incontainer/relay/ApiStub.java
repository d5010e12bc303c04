package io.visiona.incontainer.relay;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Answers every question of the relay about a token in one way, on the API's internal port. */
public final class ApiStub implements AutoCloseable {
  /** Nobody's token. */
  public static final String INACTIVE = "{\"active\":false}";

  /** An agent's token. */
  public static final String ACTIVE =
      "{\"active\":true,\"agent_id\":\"0f6b5f0e-3d0c-4c4e-9b6e-000000000001\",\"owner\":\"o\",\"agent_name\":\"a\"}";

  private static final Pattern LENGTH = Pattern.compile("(?i)content-length: (\\d+)");

  private final ServerSocket listener;
  private final String answer;

  /** Listens on loopback. */
  public ApiStub(int port, String answer) throws IOException {
    this.listener = new ServerSocket(port, 50, InetAddress.getLoopbackAddress());
    this.answer = answer;
    Thread.ofVirtual().name("test-stub").start(this::serve);
  }

  private void serve() {
    try {
      while (true) {
        try (Socket socket = listener.accept()) {
          read(socket.getInputStream());
          socket
              .getOutputStream()
              .write(
                  ("HTTP/1.1 200 OK\r\n"
                          + "Content-Type: application/json\r\n"
                          + "Connection: close\r\n"
                          + "Content-Length: "
                          + answer.length()
                          + "\r\n\r\n"
                          + answer)
                      .getBytes(StandardCharsets.US_ASCII));
        }
      }
    } catch (SocketException closed) {
      // The test is over.
    } catch (IOException broken) {
      throw new IllegalStateException(broken);
    }
  }

  private static void read(InputStream in) throws IOException {
    StringBuilder head = new StringBuilder();
    while (head.indexOf("\r\n\r\n") < 0) {
      int next = in.read();
      if (next < 0) {
        return;
      }
      head.append((char) next);
    }
    Matcher length = LENGTH.matcher(head);
    if (length.find()) {
      in.readNBytes(Integer.parseInt(length.group(1)));
    }
  }

  @Override
  public void close() throws IOException {
    listener.close();
  }
}
