package io.visiona.yamux.frame;

/** The flag bits of a frame header; any combination of them may be set. */
public final class Flags {
  public static final int NONE = 0;

  /** Opens a stream; on a ping: a question. */
  public static final int SYN = 1;

  /** Accepts a stream; on a ping: the answer. */
  public static final int ACK = 2;

  /** The sender has no more data for this stream. */
  public static final int FIN = 4;

  /** Ends a stream at once, both ways. */
  public static final int RST = 8;

  static final int KNOWN = SYN | ACK | FIN | RST;

  private Flags() {}

  /** Whether all bits of {@code flag} are set. */
  public static boolean has(int flags, int flag) {
    return (flags & flag) == flag;
  }
}
