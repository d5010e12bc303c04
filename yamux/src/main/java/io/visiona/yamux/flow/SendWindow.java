package io.visiona.yamux.flow;

/** How many bytes the peer allows to be sent on one stream. Not thread-safe. */
public final class SendWindow {
  /** The widest window a peer may grant: its size is an unsigned 32-bit number. */
  public static final long WIDEST = 0xffff_ffffL;

  private long credit;

  public SendWindow(int initial) {
    credit = initial;
  }

  /** Bytes that may be sent now. */
  public long credit() {
    return credit;
  }

  /** Takes as much of {@code wanted} as is allowed; returns how much. */
  public int take(int wanted) {
    int taken = (int) Math.min(wanted, credit);
    credit -= taken;
    return taken;
  }

  /**
   * The peer allows more.
   *
   * @param delta 0 to 2^32 - 1
   * @return false when the window would become wider than a window can be; nothing changes then
   */
  public boolean widen(long delta) {
    if (credit + delta > WIDEST) {
      return false;
    }
    credit += delta;
    return true;
  }
}
