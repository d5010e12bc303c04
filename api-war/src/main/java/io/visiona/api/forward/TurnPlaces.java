package io.visiona.api.forward;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
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
  private final Map<String, Long> acceptedOn = new ConcurrentHashMap<>();
  private volatile long accepted = System.nanoTime();
  private int taken;

  /**
   * All are free.
   *
   * @param most how many there are now; asked with a lock held, so it must not wait
   */
  TurnPlaces(IntSupplier most) {
    this.most = most;
  }

  /**
   * Takes one; false when there was none in time. To be given back once.
   *
   * @param patience how long to wait; again from the beginning whenever a holder is {@link
   *     #accepted}
   * @param longest how long to wait in all
   */
  boolean take(Duration patience, Duration longest) throws InterruptedException {
    CountDownLatch turn = new CountDownLatch(1);
    long began = System.nanoTime();
    lock.lock();
    try {
      waiting.add(turn);
      handOut();
    } finally {
      lock.unlock();
    }
    try {
      while (true) {
        long waited = System.nanoTime() - began;
        long left =
            Math.min(
                patience.toNanos() - Math.min(waited, System.nanoTime() - accepted),
                longest.toNanos() - waited);
        if (turn.await(left, TimeUnit.NANOSECONDS)) {
          return true;
        }
        if (left <= 0) {
          break;
        }
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

  /**
   * What a place was for was accepted: it goes on.
   *
   * @param way on which; of these there are a few
   */
  void accepted(String way) {
    accepted = System.nanoTime();
    acceptedOn.put(way, accepted);
  }

  /** For how long nothing was accepted on a way, in nanoseconds; the longest time if never. */
  long quietNanos(String way) {
    Long at = acceptedOn.get(way);
    return at == null ? Long.MAX_VALUE : System.nanoTime() - at;
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
