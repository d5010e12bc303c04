package io.visiona.yamux.blocking;

import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * How many bytes the receive windows of many sessions may grow beyond their initial size, all
 * together. One budget serves a whole process. Thread-safe; never blocks: growth that does not fit
 * simply does not happen.
 */
public final class WindowBudget {
  private final long limit;
  private final @Nullable WindowBudget parent;
  private final AtomicLong used = new AtomicLong();

  /**
   * Makes a budget of which nothing is used.
   *
   * @param limit bytes, at least 0; 0 keeps every window at its initial size
   */
  public WindowBudget(long limit) {
    this(limit, null);
  }

  private WindowBudget(long limit, @Nullable WindowBudget parent) {
    if (limit < 0) {
      throw new IllegalArgumentException("limit must not be negative: " + limit);
    }
    this.limit = limit;
    this.parent = parent;
  }

  /** A part of this budget with a limit of its own: what it reserves is reserved here as well. */
  public WindowBudget part(long partLimit) {
    return new WindowBudget(partLimit, this);
  }

  /** Takes {@code bytes} when they fit, all or nothing. */
  public boolean tryReserve(long bytes) {
    if (!tryReserveHere(bytes)) {
      return false;
    }
    if (parent != null && !parent.tryReserve(bytes)) {
      used.addAndGet(-bytes);
      return false;
    }
    return true;
  }

  private boolean tryReserveHere(long bytes) {
    long now = used.get();
    while (bytes <= limit - now) {
      if (used.compareAndSet(now, now + bytes)) {
        return true;
      }
      now = used.get();
    }
    return false;
  }

  /** Gives back what was reserved. */
  public void release(long bytes) {
    if (used.addAndGet(-bytes) < 0) {
      throw new IllegalStateException("released more than was reserved");
    }
    if (parent != null) {
      parent.release(bytes);
    }
  }

  /** Bytes reserved now. */
  public long used() {
    return used.get();
  }

  /** Bytes that may be reserved in total. */
  public long limit() {
    return limit;
  }
}
