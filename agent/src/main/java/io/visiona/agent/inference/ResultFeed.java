package io.visiona.agent.inference;

import jakarta.json.JsonObject;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * What waits for one who follows a session: at most one result, always the newest. One reader;
 * thread-safe.
 */
public final class ResultFeed {
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition arrived = lock.newCondition();
  private final long spacing;
  private @Nullable JsonObject state;
  private @Nullable Result result;
  private @Nullable JsonObject summary;
  private @Nullable String end;
  private long due = System.nanoTime();
  private long skipped;
  private boolean over;

  ResultFeed(int mostPerSecond) {
    this.spacing = TimeUnit.SECONDS.toNanos(1) / mostPerSecond;
  }

  void state(JsonObject session) {
    lock.lock();
    try {
      state = session;
      arrived.signal();
    } finally {
      lock.unlock();
    }
  }

  void result(Result next) {
    lock.lock();
    try {
      if (result != null) {
        skipped++;
      }
      result = next;
      arrived.signal();
    } finally {
      lock.unlock();
    }
  }

  void summary(JsonObject next) {
    lock.lock();
    try {
      summary = next;
      arrived.signal();
    } finally {
      lock.unlock();
    }
  }

  void end(String reason) {
    lock.lock();
    try {
      end = reason;
      arrived.signal();
    } finally {
      lock.unlock();
    }
  }

  /** How many results were replaced by newer ones before they could be taken. */
  public long skipped() {
    lock.lock();
    try {
      return skipped;
    } finally {
      lock.unlock();
    }
  }

  /** Whether the end was taken. */
  public boolean isOver() {
    lock.lock();
    try {
      return over;
    } finally {
      lock.unlock();
    }
  }

  /** Waits for the next message; null when none came in time. */
  public @Nullable ResultMessage next(Duration limit) throws InterruptedException {
    long deadline = System.nanoTime() + limit.toNanos();
    lock.lockInterruptibly();
    try {
      while (true) {
        ResultMessage message = ready(System.nanoTime());
        long now = System.nanoTime();
        if (message != null || over || now - deadline >= 0) {
          return message;
        }
        long wait = result == null ? deadline - now : Math.min(deadline - now, due - now);
        if (arrived.awaitNanos(Math.max(1, wait)) < 0 && System.nanoTime() - deadline >= 0) {
          return ready(System.nanoTime());
        }
      }
    } finally {
      lock.unlock();
    }
  }

  private @Nullable ResultMessage ready(long now) {
    JsonObject session = state;
    if (session != null) {
      state = null;
      return new ResultMessage.State(session);
    }
    Result newest = result;
    if (newest != null && now - due >= 0) {
      result = null;
      // Up to half a step is made good: pictures come on a beat of their own.
      due = Math.max(due, now - spacing / 2) + spacing;
      return new ResultMessage.Seen(newest);
    }
    JsonObject figures = summary;
    if (figures != null) {
      summary = null;
      return new ResultMessage.Summary(figures);
    }
    String reason = end;
    if (reason != null && !over) {
      over = true;
      return new ResultMessage.End(reason);
    }
    return null;
  }
}
