package io.visiona.agent.events;

import io.visiona.agent.json.JsonFields;
import jakarta.json.JsonObject;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The messages that wait to be sent to one listener, numbered. Results, figures and log lines are
 * left out when he is slow, and their numbers with them; everything else must reach him, or he is
 * sent away. Thread-safe.
 */
public final class Outbox {
  private static final int MOST_WAITING = 2000;
  private static final int ROOM = 8;
  private static final int MOST_CHARACTERS = 60 * 1024;

  private final Clock clock;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final Deque<String> waiting = new ArrayDeque<>();
  private long seq;
  private boolean overflown;
  private boolean closed;

  public Outbox(Clock clock) {
    this.clock = clock;
  }

  /** Adds a message that must not be left out. */
  public void add(String type, JsonObject data) {
    lock.lock();
    try {
      if (closed || overflown) {
        return;
      }
      if (waiting.size() >= MOST_WAITING) {
        overflown = true;
      } else {
        put(type, data);
      }
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  private void put(String type, JsonObject data) {
    seq++;
    String text =
        JsonFields.fields()
            .put("v", 1)
            .put("type", type)
            .put("seq", seq)
            .put("at", clock.instant())
            .put("data", data)
            .object()
            .toString();
    if (text.length() <= MOST_CHARACTERS) {
      waiting.addLast(text);
    }
  }

  /** Waits until there is little left to send; false when it was closed. */
  public boolean awaitRoom() throws InterruptedException {
    lock.lockInterruptibly();
    try {
      while (!closed && !overflown && waiting.size() >= ROOM) {
        changed.await();
      }
      return !closed && !overflown;
    } finally {
      lock.unlock();
    }
  }

  /** So many messages were left out: their numbers are used up. */
  public void skip(long count) {
    lock.lock();
    try {
      seq += count;
    } finally {
      lock.unlock();
    }
  }

  /** The next message; null when none came in time, or no more will. */
  public @Nullable String next(Duration limit) throws InterruptedException {
    long nanos = limit.toNanos();
    lock.lockInterruptibly();
    try {
      while (waiting.isEmpty() && !closed && !overflown && nanos > 0) {
        nanos = changed.awaitNanos(nanos);
      }
      String next = overflown ? null : waiting.pollFirst();
      changed.signalAll();
      return next;
    } finally {
      lock.unlock();
    }
  }

  /** Whether more had to wait than can. */
  public boolean isOverflown() {
    lock.lock();
    try {
      return overflown;
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

  /** Nothing more is to be sent. */
  public void close() {
    lock.lock();
    try {
      closed = true;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }
}
