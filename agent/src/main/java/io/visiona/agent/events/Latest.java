package io.visiona.agent.events;

import java.time.Duration;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * A place for one thing that waits for its reader: a newer one takes the place of one that was not
 * taken. So a slow reader gets fewer things and never old ones. One reader; thread-safe.
 */
public final class Latest<T> {
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition arrived = lock.newCondition();
  private @Nullable T waiting;
  private long skipped;
  private boolean closed;

  public void put(T value) {
    lock.lock();
    try {
      if (waiting != null) {
        skipped++;
      }
      waiting = value;
      arrived.signal();
    } finally {
      lock.unlock();
    }
  }

  /** Waits for something; null when nothing came in time, or it was closed. */
  public @Nullable T take(Duration limit) throws InterruptedException {
    long nanos = limit.toNanos();
    lock.lockInterruptibly();
    try {
      while (waiting == null && !closed && nanos > 0) {
        nanos = arrived.awaitNanos(nanos);
      }
      T taken = waiting;
      waiting = null;
      return taken;
    } finally {
      lock.unlock();
    }
  }

  /** How many were replaced without having been taken. */
  public long skipped() {
    lock.lock();
    try {
      return skipped;
    } finally {
      lock.unlock();
    }
  }

  /** Nothing more will come: wakes the reader. */
  public void close() {
    lock.lock();
    try {
      closed = true;
      arrived.signalAll();
    } finally {
      lock.unlock();
    }
  }

  public boolean isClosed() {
    lock.lock();
    try {
      return closed;
    } finally {
      lock.unlock();
    }
  }
}
