package io.visiona.api.devices;

/**
 * Follows the frames of one direction of a WebSocket (RFC 6455 section 5.2), to know where one ends
 * and what it was. Not thread-safe.
 */
final class WebSocketFrames {
  static final int CLOSE = 8;
  static final int PING = 9;

  private static final int FIN = 0x80;
  private static final int MASKED = 0x80;
  private static final int LENGTH = 0x7f;
  private static final int TWO_BYTES = 126;
  private static final int EIGHT_BYTES = 127;
  private static final int MASK_BYTES = 4;

  private final long longest;
  private int headNeeded = 2;
  private int headSeen;
  private long length;
  private long left;
  private int opcode;
  private int extended;
  private boolean tooLong;
  private boolean closing;

  /**
   * Begins between frames.
   *
   * @param longest payload of one frame, in bytes
   */
  WebSocketFrames(long longest) {
    this.longest = longest;
  }

  /** Some bytes passed. */
  void passed(byte[] block, int offset, int count) {
    int at = offset;
    int end = offset + count;
    while (at < end) {
      if (headSeen < headNeeded) {
        head(block[at] & 0xff);
        at++;
      } else {
        long some = Math.min(left, end - at);
        at += (int) some;
        left -= some;
      }
      if (headSeen >= headNeeded && left == 0) {
        headSeen = 0;
        headNeeded = 2;
      }
    }
  }

  private void head(int b) {
    if (headSeen == 0) {
      opcode = b & 0x0f;
      length = 0;
    } else if (headSeen == 1) {
      int masks = (b & MASKED) == 0 ? 0 : MASK_BYTES;
      int size = b & LENGTH;
      extended = size == TWO_BYTES ? 2 : size == EIGHT_BYTES ? 8 : 0;
      headNeeded = 2 + extended + masks;
      length = extended == 0 ? size : 0;
    } else if (headSeen < 2 + extended) {
      length = length << 8 | b;
    }
    headSeen++;
    if (headSeen == headNeeded) {
      left = length;
      closing |= opcode == CLOSE;
      tooLong |= length < 0 || length > longest;
    }
  }

  /** Whether another frame may begin here. */
  boolean isBetween() {
    return headSeen == 0;
  }

  /** Whether a frame announced more than is allowed. */
  boolean isTooLong() {
    return tooLong;
  }

  /** Whether a close frame has begun to pass: nothing may follow it. */
  boolean isClosing() {
    return closing;
  }

  /** A ping of ours, unmasked as a server's are. */
  static byte[] ping() {
    return new byte[] {(byte) (FIN | PING), 0};
  }

  /** A close of ours. */
  static byte[] close(int code) {
    return new byte[] {(byte) (FIN | CLOSE), 2, (byte) (code >> 8), (byte) code};
  }
}
