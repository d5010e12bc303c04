package io.visiona.yamux.flow;

/** How many bytes the peer was allowed to send and has not sent yet. Not thread-safe. */
public final class ReceiveWindow {
  private long allowance;

  public ReceiveWindow(int initial) {
    allowance = initial;
  }

  public long allowance() {
    return allowance;
  }

  /** Data arrives; false when it is more than was allowed. */
  public boolean accept(long count) {
    if (count > allowance) {
      return false;
    }
    allowance -= count;
    return true;
  }

  /** The peer is allowed {@code delta} more bytes. */
  public void widen(int delta) {
    if (allowance + delta > SendWindow.WIDEST) {
      throw new IllegalArgumentException("no window is wider than 2^32 - 1");
    }
    allowance += delta;
  }
}
