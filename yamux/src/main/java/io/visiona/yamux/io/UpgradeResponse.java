package io.visiona.yamux.io;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The head of the answer to {@code Upgrade: yamux} (RFC 9110 §7.8).
 *
 * @param status HTTP status
 * @param accepted 101, and to yamux
 * @param retryAfter the header of that name, null without it
 * @param early what came along with the head and belongs to the session
 */
public record UpgradeResponse(
    int status, boolean accepted, @Nullable String retryAfter, ByteBuffer early) {
  private static final Pattern STATUS_LINE = Pattern.compile("HTTP/1\\.1 ([1-5]\\d{2})( .*)?");

  /** More than any honest answer has. */
  private static final int MOST_BYTES = 16 * 1024;

  private static final int PIECE_BYTES = 4096;

  /**
   * Sends the request and reads the head of the answer, at most 16 KiB.
   *
   * @param socket connected; its read timeout is none afterwards
   * @param request the whole head of the request
   * @param limit how long the whole answer may take, however it drips
   * @throws SocketTimeoutException after {@code limit}
   * @throws IOException also when what comes is not HTTP/1.1
   */
  public static UpgradeResponse ask(Socket socket, String request, Duration limit)
      throws IOException {
    long deadline = System.nanoTime() + limit.toNanos();
    socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
    socket.getOutputStream().flush();
    InputStream in = socket.getInputStream();
    UpgradeResponse answer =
        read(target -> {
          long left = Duration.ofNanos(deadline - System.nanoTime()).toMillis();
          if (left <= 0) {
            throw new SocketTimeoutException("no whole answer in time");
          }
          socket.setSoTimeout(Math.toIntExact(left));
          return in.read(target);
        });
    socket.setSoTimeout(0);
    return answer;
  }

  /** Where the answer comes from. */
  @FunctionalInterface
  interface Source {
    /** Reads some bytes, as a stream does. */
    int read(byte[] target) throws IOException;
  }

  static UpgradeResponse read(Source in) throws IOException {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    byte[] piece = new byte[PIECE_BYTES];
    int end = -1;
    while (end < 0) {
      if (all.size() >= MOST_BYTES) {
        throw new IOException("the answer to the upgrade is too long");
      }
      int count = in.read(piece);
      if (count < 0) {
        throw new IOException("the server closed the connection without an answer");
      }
      all.write(piece, 0, count);
      end = all.toString(StandardCharsets.ISO_8859_1).indexOf("\r\n\r\n");
    }
    byte[] bytes = all.toByteArray();
    int early = end + "\r\n\r\n".length();
    return parse(
        new String(bytes, 0, end, StandardCharsets.ISO_8859_1).lines().toList(),
        ByteBuffer.wrap(bytes, early, bytes.length - early).slice());
  }

  private static UpgradeResponse parse(List<String> head, ByteBuffer early) throws IOException {
    Matcher first = STATUS_LINE.matcher(head.isEmpty() ? "" : head.getFirst());
    if (!first.matches()) {
      throw new IOException("the answer to the upgrade is not HTTP/1.1");
    }
    int status = Integer.parseInt(first.group(1));
    boolean accepted = status == 101 && "yamux".equalsIgnoreCase(field(head, "upgrade"));
    return new UpgradeResponse(status, accepted, field(head, "retry-after"), early);
  }

  private static @Nullable String field(List<String> head, String name) {
    return head.stream()
        .skip(1)
        .filter(line -> line.toLowerCase(Locale.ROOT).startsWith(name + ":"))
        .map(line -> line.substring(name.length() + 1).strip())
        .findFirst()
        .orElse(null);
  }
}
