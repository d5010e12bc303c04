package io.visiona.shared.exchange;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.apache.hc.core5.http.HttpVersion;
import org.apache.hc.core5.http.impl.io.SessionOutputBufferImpl;
import org.apache.hc.core5.http.message.BasicHeader;
import org.apache.hc.core5.http.message.BasicLineFormatter;
import org.apache.hc.core5.http.message.RequestLine;
import org.apache.hc.core5.util.CharArrayBuffer;

/**
 * Request line and fields. The target is sent exactly as given.
 *
 * @param method a token
 * @param target in origin form, beginning with {@code /}; printable ASCII without space
 * @param fields to be sent as they are, framing included
 */
public record RequestHead(String method, String target, List<Field> fields) {
  private static final int LINE = 128;
  private static final int BUFFER = 1024;

  /**
   * Refuses what could break out of the head: these are errors of the program, a boundary checks
   * its input first.
   */
  public RequestHead {
    if (!Field.isToken(method)) {
      throw new IllegalArgumentException("not a method");
    }
    if (!isTarget(target)) {
      throw new IllegalArgumentException("not a request target");
    }
    for (Field field : fields) {
      if (!Field.isToken(field.name()) || !Field.isSafeValue(field.value())) {
        throw new IllegalArgumentException("not a field: " + field.name());
      }
    }
    fields = List.copyOf(fields);
  }

  /**
   * Whether a target can be sent: origin form, nothing that could end it. Bytes beyond ASCII, each
   * one character, pass as they are.
   */
  public static boolean isTarget(String target) {
    if (!target.startsWith("/")) {
      return false;
    }
    for (int i = 0; i < target.length(); i++) {
      char c = target.charAt(i);
      if (c <= ' ' || c == 0x7f || c > 0xff) {
        return false;
      }
    }
    return true;
  }

  /** The head as bytes, with {@code behind} after it, for one write. */
  byte[] encode(byte[] behind) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(BUFFER + behind.length);
    // Without an encoder it writes a question mark for half of the bytes beyond ASCII.
    SessionOutputBufferImpl out =
        new SessionOutputBufferImpl(BUFFER, StandardCharsets.ISO_8859_1.newEncoder());
    CharArrayBuffer line = new CharArrayBuffer(LINE);
    try {
      BasicLineFormatter.INSTANCE.formatRequestLine(
          line, new RequestLine(method, target, HttpVersion.HTTP_1_1));
      out.writeLine(line, bytes);
      for (Field field : fields) {
        line.clear();
        BasicLineFormatter.INSTANCE.formatHeader(
            line, new BasicHeader(field.name(), field.value()));
        out.writeLine(line, bytes);
      }
      line.clear();
      out.writeLine(line, bytes);
      out.flush(bytes);
    } catch (IOException e) {
      throw new IllegalStateException("memory does not fail", e);
    }
    bytes.write(behind, 0, behind.length);
    return bytes.toByteArray();
  }
}
