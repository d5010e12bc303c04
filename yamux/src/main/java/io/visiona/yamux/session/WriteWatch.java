package io.visiona.yamux.session;

import java.time.Duration;

/** Notices a transport that takes nothing although something is to be taken. Not thread-safe. */
final class WriteWatch {
  private final long timeout;
  private boolean running;
  private long since;
  private long lastProgress;

  WriteWatch(Duration timeout) {
    this.timeout = timeout.toNanos();
  }

  /**
   * Compares with what the last look saw.
   *
   * @param pending whether the transport owes an answer
   * @param progress changes whenever it took something
   */
  boolean isStalled(long now, boolean pending, long progress) {
    if (!pending || !running || progress != lastProgress) {
      running = pending;
      since = now;
      lastProgress = progress;
      return false;
    }
    return now - since >= timeout;
  }
}
