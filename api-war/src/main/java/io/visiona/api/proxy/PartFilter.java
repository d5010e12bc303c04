package io.visiona.api.proxy;

import io.visiona.api.proxy.HeaderRule.Action;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/**
 * Lets through a multipart body (RFC 2046 section 5.1) with those header fields of its parts only
 * that a table passes: browsers obey some of them, {@code Set-Cookie} among them, as if they were
 * the response's. Where a part begins is taken as browsers take it, wherever the boundary stands;
 * nothing else is held back. One thread at a time.
 */
final class PartFilter extends OutputStream {
  private static final int MOST_HEADER_BYTES = 16 * 1024;
  private static final byte[] NOTHING = new byte[0];

  private final OutputStream out;
  private final byte[] delimiter;
  private final HeaderTable fields;
  private final ByteArrayOutputStream line = new ByteArrayOutputStream();
  private State state = State.DATA;

  /** The beginning of a delimiter, or of what is none. */
  private byte[] held = NOTHING;

  private int headerBytes;

  private enum State {
    DATA,
    DELIMITER_LINE,
    HEADER
  }

  /** A filter; {@code delimiter} as {@link #delimiter} found it. */
  PartFilter(OutputStream out, String delimiter, HeaderTable fields) {
    this.out = out;
    this.delimiter = delimiter.getBytes(StandardCharsets.ISO_8859_1);
    this.fields = fields;
  }

  /**
   * What stands before each part of a body of that type; empty when the type has no boundary. Some
   * servers count the dashes in, some do not; this is part of what either sends.
   */
  static Optional<String> delimiter(String contentType) {
    for (String parameter : contentType.split(";", -1)) {
      String[] pair = parameter.strip().split("=", 2);
      if (pair.length == 2 && pair[0].strip().toLowerCase(Locale.ROOT).equals("boundary")) {
        String name = pair[1].strip().replace("\"", "");
        int begin = 0;
        while (begin < name.length() && name.charAt(begin) == '-') {
          begin++;
        }
        return begin == name.length()
            ? Optional.empty()
            : Optional.of("--" + name.substring(begin));
      }
    }
    return Optional.empty();
  }

  @Override
  public void write(int b) throws IOException {
    write(new byte[] {(byte) b}, 0, 1);
  }

  @Override
  public void write(byte[] block, int offset, int count) throws IOException {
    byte[] bytes = block;
    int at = offset;
    int end = offset + count;
    if (held.length > 0) {
      bytes = Arrays.copyOf(held, held.length + count);
      System.arraycopy(block, offset, bytes, held.length, count);
      at = 0;
      end = bytes.length;
      held = NOTHING;
    }
    while (at < end) {
      at = state == State.DATA ? data(bytes, at, end) : line(bytes, at, end);
    }
  }

  /** Passes data on up to a delimiter, which it passes too; returns where it stopped. */
  private int data(byte[] bytes, int from, int end) throws IOException {
    for (int i = from; i < end; i++) {
      if (bytes[i] == '-') {
        int same = Arrays.mismatch(bytes, i, end, delimiter, 0, delimiter.length);
        if (same < 0 || same == delimiter.length) {
          int behind = i + delimiter.length;
          out.write(bytes, from, behind - from);
          state = State.DELIMITER_LINE;
          return behind;
        }
        if (same == end - i) {
          // It may go on in the next block.
          out.write(bytes, from, i - from);
          held = Arrays.copyOfRange(bytes, i, end);
          return end;
        }
      }
    }
    out.write(bytes, from, end - from);
    return end;
  }

  private int line(byte[] block, int from, int end) throws IOException {
    for (int i = from; i < end; i++) {
      line.write(block[i]);
      if (++headerBytes > MOST_HEADER_BYTES) {
        throw UpstreamException.badResponse("the header of a part is too large");
      }
      if (block[i] == '\n') {
        endOfLine();
        return i + 1;
      }
    }
    return end;
  }

  private void endOfLine() throws IOException {
    byte[] bytes = line.toByteArray();
    line.reset();
    String text = new String(bytes, StandardCharsets.ISO_8859_1).strip();
    boolean wasDelimiter = state == State.DELIMITER_LINE;
    if (wasDelimiter || text.isEmpty() || passes(text)) {
      out.write(bytes);
    }
    if (wasDelimiter) {
      state = State.HEADER;
    } else if (text.isEmpty()) {
      state = State.DATA;
      headerBytes = 0;
    }
  }

  private boolean passes(String text) {
    int colon = text.indexOf(':');
    return colon > 0 && fields.action(text.substring(0, colon).strip()) == Action.PASS;
  }

  /** Sends what is not in doubt. */
  @Override
  public void flush() throws IOException {
    out.flush();
  }

  /** The body is whole: what was held back is data. */
  void finish() throws IOException {
    out.write(held);
    held = NOTHING;
    if (state == State.DELIMITER_LINE) {
      out.write(line.toByteArray());
    }
    line.reset();
  }
}
