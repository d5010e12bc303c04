package io.visiona.api.proxy;

/**
 * Follows frames of a WebSocket (RFC 6455 section 5.2) through bytes that are passed on unread, to
 * know where one could be put in between. Used by one thread.
 */
final class FrameTracker {
  private static final int MASKED = 0x80;
  private static final int LENGTH = 0x7F;
  private static final int TWO_BYTES = 126;
  private static final int EIGHT_BYTES = 127;
  private static final int MASK_BYTES = 4;

  private static final int FIRST = 0;
  private static final int SECOND = 1;

  /** Bytes of the head that were seen; the length decides how many it has. */
  private int headSeen;

  private int headLength = 2;
  private long length;
  private boolean masked;
  private long bodyLeft;

  /** Follows the next bytes. */
  void pass(byte[] bytes, int count) {
    int at = 0;
    while (at < count) {
      if (bodyLeft > 0) {
        long skipped = Math.min(bodyLeft, count - at);
        bodyLeft -= skipped;
        at += (int) skipped;
      } else {
        head(bytes[at++] & 0xFF);
      }
    }
  }

  private void head(int next) {
    if (headSeen == SECOND) {
      masked = (next & MASKED) != 0;
      length = next & LENGTH;
      headLength = 2 + (length == TWO_BYTES ? 2 : length == EIGHT_BYTES ? 8 : 0);
      if (headLength > 2) {
        length = 0;
      }
    } else if (headSeen > SECOND && headSeen < headLength) {
      length = length << 8 | next;
    }
    headSeen++;
    if (headSeen >= 2 && headSeen == headLength + (masked ? MASK_BYTES : 0)) {
      bodyLeft = Math.max(0, length);
      headSeen = FIRST;
      headLength = 2;
      masked = false;
    }
  }

  /** Whether the bytes so far are whole frames. */
  boolean isBetweenFrames() {
    return headSeen == FIRST && bodyLeft == 0;
  }
}
