package io.visiona.api.forward;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.IntSupplier;

/**
 * Places of which there may be more or fewer from one moment to the next, given out in the order in
 * which they were asked for. When there are fewer, nobody loses theirs. Thread-safe.
 */
final class TurnPlaces {
  private final ReentrantLock lock = new ReentrantLock();
  private final Deque<CountDownLatch> waiting = new ArrayDeque<>();
  private final IntSupplier most;
  private int taken;

  /**
   * All are free.
   *
   * @param most how many there are now; asked with a lock held, so it must not wait
   */
  TurnPlaces(IntSupplier most) {
    this.most = most;
  }

  /** Takes one; false when it was nobody's turn to give one in time. To be given back once. */
  boolean take(Duration patience) throws InterruptedException {
    CountDownLatch turn = new CountDownLatch(1);
    lock.lock();
    try {
      waiting.add(turn);
      handOut();
    } finally {
      lock.unlock();
    }
    try {
      if (turn.await(patience.toNanos(), TimeUnit.NANOSECONDS)) {
        return true;
      }
    } catch (InterruptedException e) {
      if (!leave(turn)) {
        giveBack();
      }
      throw e;
    }
    // It may have come at the last moment.
    return !leave(turn);
  }

  /** Whether it was still waiting. */
  private boolean leave(CountDownLatch turn) {
    lock.lock();
    try {
      return waiting.remove(turn);
    } finally {
      lock.unlock();
    }
  }

  /** Gives a place back, to whoever has waited longest. */
  void giveBack() {
    lock.lock();
    try {
      taken--;
      handOut();
    } finally {
      lock.unlock();
    }
  }

  private void handOut() {
    int places = most.getAsInt();
    while (taken < places && !waiting.isEmpty()) {
      taken++;
      waiting.remove().countDown();
    }
  }
}
