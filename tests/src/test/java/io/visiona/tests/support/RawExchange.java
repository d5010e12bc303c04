package io.visiona.tests.support;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * One request on a socket of its own, for what HTTP clients hide: exact bytes, and how a connection
 * ends.
 */
public final class RawExchange implements AutoCloseable {
  private static final Pattern CONTENT_LENGTH =
      Pattern.compile("(?i)\r\ncontent-length: *(\\d+)\r\n");
  private static final int READ_LIMIT_MILLIS = 60_000;

  private final Socket socket;

  public RawExchange(URI target) throws IOException {
    socket = new Socket(InetAddress.getLoopbackAddress(), target.getPort());
    socket.setSoTimeout(READ_LIMIT_MILLIS);
  }

  /** From another address of this machine, as a proxy in front has one. */
  public RawExchange(URI target, InetAddress from) throws IOException {
    socket = new Socket(InetAddress.getLoopbackAddress(), target.getPort(), from, 0);
    socket.setSoTimeout(READ_LIMIT_MILLIS);
  }

  /** From an address of this machine's own, as from another caller. */
  public RawExchange(URI target, String from) throws IOException {
    this(target, InetAddress.ofLiteral(from));
  }

  /**
   * One whole GET, with a bearer token and an Upgrade where given; the connection is closed after
   * the answer.
   */
  public static Answer ask(
      URI server, String target, @Nullable String bearer, @Nullable String upgrade)
      throws IOException {
    StringBuilder request =
        new StringBuilder("GET " + target + " HTTP/1.1\r\nHost: " + server.getAuthority() + "\r\n");
    if (bearer != null) {
      request.append("Authorization: Bearer ").append(bearer).append("\r\n");
    }
    request.append(
        upgrade == null
            ? "Connection: close\r\n"
            : "Connection: Upgrade\r\nUpgrade: " + upgrade + "\r\n");
    try (RawExchange exchange = new RawExchange(server)) {
      String head = exchange.send(request.append("\r\n").toString()).readThrough("\r\n\r\n");
      Matcher length = CONTENT_LENGTH.matcher(head);
      int expected = length.find() ? Integer.parseInt(length.group(1)) : 0;
      byte[] body = exchange.socket.getInputStream().readNBytes(expected);
      return new Answer(
          Integer.parseInt(head.substring(9, 12)), head, new String(body, StandardCharsets.UTF_8));
    }
  }

  /** Sends text as it is, in ISO 8859-1. */
  public RawExchange send(String text) throws IOException {
    socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
    socket.getOutputStream().flush();
    return this;
  }

  /** A GET with the cookie of a person. */
  public RawExchange get(String target, String cookie, String... headers) throws IOException {
    StringBuilder head =
        new StringBuilder(
            "GET " + target + " HTTP/1.1\r\nHost: 127.0.0.1:" + socket.getPort() + "\r\n");
    head.append("Cookie: ").append(cookie).append("\r\n");
    for (String header : headers) {
      head.append(header).append("\r\n");
    }
    return send(head.append("\r\n").toString());
  }

  /** Reads up to and including the text. */
  public String readThrough(String end) throws IOException {
    ByteArrayOutputStream read = new ByteArrayOutputStream();
    while (!read.toString(StandardCharsets.ISO_8859_1).endsWith(end)) {
      int next = socket.getInputStream().read();
      if (next < 0) {
        throw new IOException(
            "connection ended before " + end + ": " + read.toString(StandardCharsets.ISO_8859_1));
      }
      read.write(next);
    }
    return read.toString(StandardCharsets.ISO_8859_1);
  }

  /** Reads until the peer closes or resets; the last bytes, for telling a clean end from a cut. */
  public Ending readToEnd() {
    byte[] tail = new byte[0];
    long total = 0;
    byte[] buffer = new byte[65_536];
    try {
      InputStream in = socket.getInputStream();
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        total += n;
        byte[] joined = new byte[Math.min(16, tail.length + n)];
        byte[] all = new byte[tail.length + Math.min(n, 16)];
        System.arraycopy(tail, 0, all, 0, tail.length);
        System.arraycopy(buffer, Math.max(0, n - 16), all, tail.length, Math.min(n, 16));
        System.arraycopy(all, all.length - joined.length, joined, 0, joined.length);
        tail = joined;
      }
      return new Ending(total, new String(tail, StandardCharsets.ISO_8859_1), false);
    } catch (IOException reset) {
      return new Ending(total, new String(tail, StandardCharsets.ISO_8859_1), true);
    }
  }

  /** Where to write and read raw bytes. */
  public Socket socket() {
    return socket;
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }

  /**
   * An answer with its exact head.
   *
   * @param status of the status line
   * @param head status line and fields as sent
   * @param body as long as Content-Length says
   */
  public record Answer(int status, String head, String body) {}

  /**
   * How a connection ended.
   *
   * @param bytes how many came
   * @param tail the last up to 16 of them
   * @param reset whether it ended by a reset or time-out and not by FIN
   */
  public record Ending(long bytes, String tail, boolean reset) {

    /** Whether a chunked body was ended as complete. */
    public boolean isCompleteChunked() {
      return tail.endsWith("0\r\n\r\n");
    }
  }
}
