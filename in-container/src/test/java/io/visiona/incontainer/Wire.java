package io.visiona.incontainer;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** One HTTP request as it is written here, and what comes back. Used on both sides. */
public final class Wire {
  private static final int PATIENCE_MILLIS = 20_000;

  private Wire() {}

  /**
   * What was answered.
   *
   * @param status of the first line
   * @param head all lines before the body
   * @param body the rest, as it came
   */
  public record Answer(int status, String head, String body) {
    /** Whether the head has this field, with a value that begins so. */
    public boolean has(String field, String value) {
      return head.toLowerCase(Locale.ROOT)
          .contains(
              "\r\n" + field.toLowerCase(Locale.ROOT) + ": " + value.toLowerCase(Locale.ROOT));
    }
  }

  /**
   * Sends one request to a port of this machine and reads until the end of the connection, which
   * the request asks for.
   *
   * @param request method, path, and header fields, each a line; Host and Connection are added
   */
  public static Answer send(int port, String body, String... request) throws IOException {
    StringBuilder text = new StringBuilder(request[0]).append(" HTTP/1.1\r\n");
    text.append("Host: 127.0.0.1:").append(port).append("\r\n");
    boolean upgrades = false;
    for (int i = 1; i < request.length; i++) {
      text.append(request[i]).append("\r\n");
      upgrades |= request[i].startsWith("Connection:");
    }
    if (!upgrades) {
      text.append("Connection: close\r\n");
    }
    byte[] content = body.getBytes(StandardCharsets.UTF_8);
    if (content.length > 0) {
      text.append("Content-Length: ").append(content.length).append("\r\n");
    }
    text.append("\r\n");
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.setSoTimeout(PATIENCE_MILLIS);
      socket.getOutputStream().write(text.toString().getBytes(StandardCharsets.ISO_8859_1));
      socket.getOutputStream().write(content);
      socket.getOutputStream().flush();
      return parse(all(socket.getInputStream(), upgrades));
    }
  }

  private static String all(InputStream in, boolean onlyHead) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try {
      for (int next = in.read(); next >= 0; next = in.read()) {
        bytes.write(next);
        if (onlyHead && bytes.toString(StandardCharsets.ISO_8859_1).endsWith("\r\n\r\n")) {
          break;
        }
      }
    } catch (SocketTimeoutException late) {
      throw new IOException("No end after " + bytes.size() + " bytes", late);
    }
    return bytes.toString(StandardCharsets.UTF_8);
  }

  private static Answer parse(String text) throws IOException {
    int end = text.indexOf("\r\n\r\n");
    if (end < 0 || !text.startsWith("HTTP/1.1 ")) {
      throw new IOException("No answer: " + text);
    }
    return new Answer(
        Integer.parseInt(text.substring(9, 12)),
        text.substring(0, end + 2),
        text.substring(end + 4));
  }
}
