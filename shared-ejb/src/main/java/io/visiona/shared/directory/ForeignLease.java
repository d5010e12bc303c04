package io.visiona.shared.directory;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;

/** The lease that another process with this relay's id holds, or held when it died. Thread-safe. */
final class ForeignLease {
  /** One that is not renewed for so long is that of a process that is gone. */
  private static final long ABANDONED_NANOS = TimeUnit.SECONDS.toNanos(6);

  private final ReentrantLock lock = new ReentrantLock();
  private long endsNanos;
  private long sinceNanos;
  private boolean there;

  /** It lives for so many milliseconds more. */
  void seen(long millisLeft) {
    lock.lock();
    try {
      long now = System.nanoTime();
      long ends = now + TimeUnit.MILLISECONDS.toNanos(millisLeft);
      if (!there || ends - endsNanos > TimeUnit.SECONDS.toNanos(1)) {
        sinceNanos = now;
        endsNanos = ends;
      }
      there = true;
    } finally {
      lock.unlock();
    }
  }

  void gone() {
    lock.lock();
    try {
      there = false;
    } finally {
      lock.unlock();
    }
  }

  boolean isAbandoned() {
    lock.lock();
    try {
      return there && System.nanoTime() - sinceNanos > ABANDONED_NANOS;
    } finally {
      lock.unlock();
    }
  }
}
