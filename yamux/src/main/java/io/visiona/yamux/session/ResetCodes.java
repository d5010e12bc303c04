package io.visiona.yamux.session;

/**
 * Whether the two ends of a session have agreed that the length field of a RST frame says why. The
 * specification has no meaning for that field and hashicorp's sessions send 0 in it, so only a
 * session whose two ends are known may have it: any other sends 0 and reads 0, whatever came.
 *
 * <p>A code is a number from 1 to {@link #MOST}; what it means is for those who agreed on it. 0
 * says nothing, and what is out of these bounds reads as 0.
 *
 * @param agreed whether codes are sent and read at all
 * @param draining what this session itself refuses streams with while it drains
 * @param full what this session itself refuses streams with when the peer has as many as it may
 *     have ({@link SessionConfig#maxInboundStreams}, {@link SessionConfig#acceptBacklog})
 */
public record ResetCodes(boolean agreed, int draining, int full) {
  /** Nothing is said: the code of a plain RST. */
  public static final int UNKNOWN = 0;

  /** The largest code. */
  public static final int MOST = 255;

  /** What hashicorp's sessions do. */
  public static final ResetCodes PLAIN = new ResetCodes(false, UNKNOWN, UNKNOWN);

  public ResetCodes {
    check(draining);
    check(full);
  }

  /** Both ends know them. */
  public static ResetCodes agreed(int draining, int full) {
    return new ResetCodes(true, draining, full);
  }

  /** Fails for what is no code. */
  static int check(int code) {
    if (code < UNKNOWN || code > MOST) {
      throw new IllegalArgumentException("no code of a reset: " + code);
    }
    return code;
  }

  /** What is sent for a code of this side's. */
  int sent(int code) {
    return agreed ? code : UNKNOWN;
  }

  /** What the length field of a peer's RST says, which may be anything. */
  int read(long length) {
    return agreed && length >= UNKNOWN && length <= MOST ? (int) length : UNKNOWN;
  }
}
