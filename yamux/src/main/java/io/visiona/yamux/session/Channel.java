package io.visiona.yamux.session;

import java.nio.ByteBuffer;

/**
 * One stream at the level of frames: it never blocks and keeps no received bytes. Thread-safe.
 * Calls on a stream that is gone do nothing.
 */
public final class Channel {
  Channel() {}

  /** The stream id on this session's wire. */
  public int id() {
    return Unfinished.body();
  }

  /** Tells the peer that its stream was accepted. Once; more calls do nothing. */
  public void acknowledge() {
    acknowledge(0);
  }

  /** As {@link #acknowledge()}, granting {@code credit} more bytes in the same frame. */
  public void acknowledge(int credit) {
    Unfinished.body();
  }

  /**
   * Queues as much of {@code payload} as the peer's window allows and advances its position by it.
   * Ends the session with {@code OUTPUT_OVERFLOW} when more would wait than the session may hold.
   *
   * @return bytes taken; 0 when the window is used up, or the stream is finished or gone
   */
  public int send(ByteBuffer payload) {
    return Unfinished.body();
  }

  /** Allows the peer {@code delta} more bytes; 0 does nothing. */
  public void grant(int delta) {
    Unfinished.body();
  }

  /** Sends FIN behind everything that was queued. Once; more calls do nothing. */
  public void finish() {
    Unfinished.body();
  }

  /** Sends RST at once; what this stream queued is dropped. The handler hears nothing more. */
  public void reset() {
    Unfinished.body();
  }

  /** Bytes the peer allows now. */
  public long credit() {
    return Unfinished.body();
  }

  /** Nanoseconds between SYN and its acknowledgement; 0 when not known, or opened by the peer. */
  public long openRoundTripNanos() {
    return Unfinished.body();
  }

  /** Whether frames can still be exchanged on this stream. */
  public boolean isOpen() {
    return Unfinished.body();
  }
}
