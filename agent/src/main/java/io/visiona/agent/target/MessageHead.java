package io.visiona.agent.target;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.Locale;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The head of an HTTP/1.1 message as its lines, and what was read behind it. Nothing of it is
 * judged: what is no HTTP goes on as it came.
 */
final class MessageHead {
  /** More than any head that the relay passes on. */
  static final int MOST_BYTES = 128 * 1024;

  private static final int PIECE_BYTES = 8 * 1024;
  private static final String END = "\r\n\r\n";

  private final String lines;
  private final byte[] rest;

  /**
   * A head and what came with it.
   *
   * @param lines the head with its empty line; empty when there is no complete head within the
   *     limit
   * @param rest bytes behind the head, or everything that came
   */
  private MessageHead(String lines, byte[] rest) {
    this.lines = lines;
    this.rest = rest;
  }

  /**
   * Reads until the head is complete, the end of the data, or {@link #MOST_BYTES}.
   *
   * @param before what was read already and comes first
   */
  static MessageHead read(byte[] before, InputStream in) throws IOException {
    ByteArrayOutputStream all = new ByteArrayOutputStream(PIECE_BYTES);
    all.writeBytes(before);
    byte[] piece = new byte[PIECE_BYTES];
    int looked = 0;
    while (true) {
      byte[] bytes = all.toByteArray();
      int end = endOfHead(bytes, looked);
      if (end > 0) {
        return new MessageHead(
            new String(bytes, 0, end, ISO_8859_1), Arrays.copyOfRange(bytes, end, bytes.length));
      }
      looked = Math.max(0, bytes.length - END.length() + 1);
      int count = bytes.length >= MOST_BYTES ? -1 : in.read(piece);
      if (count < 0) {
        return new MessageHead("", bytes);
      }
      all.write(piece, 0, count);
    }
  }

  private static int endOfHead(byte[] bytes, int from) {
    for (int i = from; i + END.length() <= bytes.length; i++) {
      if (bytes[i] == '\r'
          && bytes[i + 1] == '\n'
          && bytes[i + 2] == '\r'
          && bytes[i + 3] == '\n') {
        return i + END.length();
      }
    }
    return -1;
  }

  /** The lines but the empty one. */
  private String[] fields() {
    return lines.substring(0, Math.max(0, lines.length() - END.length())).split("\r\n", -1);
  }

  /** Status of a response; 0 when it is none. */
  int status() {
    return lines.matches("(?s)HTTP/1\\.[01] [1-5][0-9][0-9][ \r].*")
        ? Integer.parseInt(lines.substring(9, 12))
        : 0;
  }

  /** Whether the end of a response's body can be told from the end of the connection. */
  boolean isFramed() {
    String encoding = field("Transfer-Encoding");
    return status() >= 200
        && (field("Content-Length") != null
            || (encoding != null && encoding.toLowerCase(Locale.ROOT).endsWith("chunked"))
            || status() == 204
            || status() == 304);
  }

  /** Value of the first field of that name. */
  @Nullable String field(String name) {
    for (String line : fields()) {
      if (isField(line, name)) {
        return line.substring(name.length() + 1).strip();
      }
    }
    return null;
  }

  /** The same with another value in every field of that name. */
  MessageHead with(String name, UnaryOperator<String> value) {
    if (field(name) == null) {
      return this;
    }
    StringBuilder changed = new StringBuilder(lines.length() + PIECE_BYTES / 16);
    for (String line : fields()) {
      changed.append(
          isField(line, name)
              ? name + ": " + value.apply(line.substring(name.length() + 1).strip())
              : line);
      changed.append("\r\n");
    }
    return new MessageHead(changed.append("\r\n").toString(), rest);
  }

  private static boolean isField(String line, String name) {
    return line.length() > name.length()
        && line.charAt(name.length()) == ':'
        && line.regionMatches(true, 0, name, 0, name.length());
  }

  /** The head's bytes; none when there is no head. */
  byte[] head() {
    return lines.getBytes(ISO_8859_1);
  }

  /** What was read behind the head. */
  byte[] rest() {
    return rest;
  }

  @Override
  public String toString() {
    // Neither fields nor bodies are for logs.
    return "MessageHead[" + lines.length() + " + " + rest.length + " bytes]";
  }
}
