package io.visiona.yamux.session;

import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;

/**
 * Blocking writers that wait for room in the order they came: one is woken when there is room, and
 * wakes the next when it leaves room behind; a newcomer does not overtake those who wait. All
 * methods are called with the lock held.
 */
final class WriterQueue {
  private final Condition changed;
  private final BooleanSupplier hasRoom;
  private int waiting;

  /**
   * Nobody waits.
   *
   * @param lock what guards the room
   * @param hasRoom whether there is some now
   */
  WriterQueue(ReentrantLock lock, BooleanSupplier hasRoom) {
    this.changed = lock.newCondition();
    this.hasRoom = hasRoom;
  }

  /**
   * Waits for room, or until there is nothing to wait for.
   *
   * @param writable whether the writer still has use for it
   * @param nanos how long it may wait
   * @return false when there was none in time
   */
  boolean await(BooleanSupplier writable, long nanos) throws InterruptedException {
    if (hasRoom.getAsBoolean() && waiting == 0) {
      return true;
    }
    long left = nanos;
    waiting++;
    try {
      do {
        left = changed.awaitNanos(left);
      } while (!hasRoom.getAsBoolean() && left > 0 && writable.getAsBoolean());
      return hasRoom.getAsBoolean() || !writable.getAsBoolean();
    } finally {
      waiting--;
    }
  }

  /** There may be room: wakes the next one if there is. */
  void wakeNext() {
    if (waiting > 0 && hasRoom.getAsBoolean()) {
      changed.signal();
    }
  }

  /** A stream or the session ended: whoever waits for it is to look. */
  void wakeAll() {
    changed.signalAll();
  }
}
