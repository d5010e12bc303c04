package io.visiona.shared.sessions;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The first bytes of a stream on the API's standing link, which name the session it is for: one
 * length byte (1 to 64), then the session id in ASCII. They may travel in the SYN frame, may arrive
 * in pieces, and are not passed on to the agent; what they took from the stream's window is given
 * back by the relay, exactly once.
 */
public final class LinkPreamble {
  /** Longest session id, in bytes. */
  public static final int LONGEST_ID = 64;

  private static final Pattern ID = Pattern.compile("[A-Za-z0-9_.-]{1," + LONGEST_ID + "}");

  private LinkPreamble() {}

  /** The bytes that name a session. */
  public static ByteBuffer encode(String sessionId) {
    if (!ID.matcher(sessionId).matches()) {
      throw new IllegalArgumentException("not a session id");
    }
    byte[] id = sessionId.getBytes(StandardCharsets.US_ASCII);
    return ByteBuffer.allocate(1 + id.length).put((byte) id.length).put(id).flip();
  }

  /**
   * Collects the bytes as they arrive, for one stream. Not thread-safe: only the link's reading
   * thread uses it.
   */
  public static final class Reader {
    private byte @Nullable [] id;
    private int filled;

    /**
     * Takes what belongs to the preamble and leaves the rest in {@code bytes}; the id once
     * complete, else null.
     */
    public @Nullable String read(ByteBuffer bytes) throws MalformedPreambleException {
      byte[] into = id;
      if (into == null) {
        if (!bytes.hasRemaining()) {
          return null;
        }
        int length = Byte.toUnsignedInt(bytes.get());
        if (length == 0 || length > LONGEST_ID) {
          throw new MalformedPreambleException();
        }
        into = new byte[length];
        id = into;
      }
      int taken = Math.min(bytes.remaining(), into.length - filled);
      bytes.get(into, filled, taken);
      filled += taken;
      if (filled < into.length) {
        return null;
      }
      String text = new String(into, StandardCharsets.US_ASCII);
      if (!ID.matcher(text).matches()) {
        throw new MalformedPreambleException();
      }
      return text;
    }

    /**
     * How many bytes the whole preamble took; meaningful once {@link #read} has returned the id.
     */
    public int size() {
      return 1 + filled;
    }
  }

  /** The first bytes of the stream do not name a session. */
  public static final class MalformedPreambleException extends Exception {
    private static final long serialVersionUID = 1L;

    MalformedPreambleException() {
      super("The stream's first bytes do not name a session");
    }
  }
}
