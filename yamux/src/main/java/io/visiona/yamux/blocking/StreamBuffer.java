package io.visiona.yamux.blocking;

import io.visiona.yamux.buffer.ByteQueue;
import io.visiona.yamux.buffer.ChunkPool;
import io.visiona.yamux.session.Channel;
import io.visiona.yamux.session.ChannelHandler;
import io.visiona.yamux.session.Session;
import io.visiona.yamux.session.YamuxException;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * What a {@link YamuxStream} received, and everything its readers and writers wait for. Bounded by
 * the receive window, which the session guards. Thread-safe; its lock comes before the session's
 * and the output's, and the receiving thread holds it only to copy.
 */
final class StreamBuffer implements ChannelHandler {
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition readable = lock.newCondition();
  private final Condition writable = lock.newCondition();
  private final ByteQueue queue = new ByteQueue(ChunkPool.shared());
  private final Channel channel;
  private final Session session;
  private final WindowTuner tuner;
  private final Runnable settled;
  private boolean acknowledged;
  private boolean finished;
  private boolean closed;

  /** The stream was reset: what was unread is gone. */
  private boolean dropped;

  private @Nullable YamuxException failure;

  /**
   * Makes the buffer of a new stream.
   *
   * @param session the stream's
   * @param tuner how its window grows
   * @param settled told when the stream is acknowledged or over
   */
  StreamBuffer(Channel channel, Session session, WindowTuner tuner, Runnable settled) {
    this.channel = channel;
    this.session = session;
    this.tuner = tuner;
    this.settled = settled;
  }

  @Override
  public void acknowledged() {
    lock.lock();
    try {
      acknowledged = true;
      writable.signalAll();
    } finally {
      lock.unlock();
    }
    settled.run();
  }

  @Override
  public void data(ByteBuffer payload) {
    boolean unwanted;
    lock.lock();
    try {
      unwanted = closed;
      if (!closed && failure == null) {
        queue.append(payload, payload.remaining());
        readable.signal();
      }
    } finally {
      lock.unlock();
    }
    if (unwanted) {
      // The user closed the stream: the peer would wait for credit that never comes.
      channel.reset();
    }
  }

  @Override
  public void credited(int delta) {
    wakeWriters();
  }

  void wakeWriters() {
    lock.lock();
    try {
      writable.signalAll();
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void finished() {
    lock.lock();
    try {
      finished = true;
      releaseIfDrained();
      readable.signalAll();
      writable.signalAll();
    } finally {
      lock.unlock();
    }
    if (channel.isUnaccepted()) {
      // No acknowledgement came, and none need come any more.
      settled.run();
    }
  }

  @Override
  public void reset() {
    fail(whyReset(), false);
  }

  private YamuxException whyReset() {
    if (channel.isOpenTimedOut()) {
      return new YamuxException(
          YamuxException.Code.OPEN_TIMEOUT, "the stream was not accepted in time");
    }
    return channel.isUnaccepted()
        ? refused()
        : new YamuxException(
            YamuxException.Code.STREAM_RESET, "the stream was reset", channel.resetCode());
  }

  private YamuxException refused() {
    return new YamuxException(
        YamuxException.Code.STREAM_REFUSED, "the peer refused the stream", channel.resetCode());
  }

  @Override
  public void sessionEnded(YamuxException reason) {
    fail(reason, true);
  }

  /** Ends all waiting; the first reason stands. */
  void fail(YamuxException reason, boolean keepReceived) {
    lock.lock();
    try {
      if (failure == null) {
        failure = reason;
      }
      if (!keepReceived) {
        queue.clear();
        dropped = true;
      }
      tuner.release();
      readable.signalAll();
      writable.signalAll();
    } finally {
      lock.unlock();
    }
    settled.run();
  }

  /** The user is done; returns whether something stays unread. */
  boolean close() {
    lock.lock();
    try {
      boolean unread = !queue.isEmpty();
      closed = true;
      queue.clear();
      tuner.release();
      readable.signalAll();
      writable.signalAll();
      return unread;
    } finally {
      lock.unlock();
    }
  }

  boolean isClosed() {
    lock.lock();
    try {
      return closed;
    } finally {
      lock.unlock();
    }
  }

  boolean isOver() {
    lock.lock();
    try {
      return closed || finished || failure != null;
    } finally {
      lock.unlock();
    }
  }

  int available() {
    lock.lock();
    try {
      return queue.size();
    } finally {
      lock.unlock();
    }
  }

  /** Waits for bytes; -1 at the peer's FIN. */
  int read(byte[] target, int offset, int length, long nanos)
      throws YamuxException, InterruptedIOException {
    int count;
    int delta = 0;
    lock.lock();
    try {
      if (!awaitReadable(nanos)) {
        return -1;
      }
      count = queue.read(target, offset, length);
      if (tuner.consumed(count) && !finished) {
        delta = tuner.grant(System.nanoTime(), roundTrip());
      }
      releaseIfDrained();
    } finally {
      lock.unlock();
    }
    channel.grant(delta);
    return count;
  }

  private boolean awaitReadable(long nanos) throws YamuxException, InterruptedIOException {
    long left = nanos;
    while (queue.isEmpty()) {
      if (finished && !dropped && !closed) {
        // Everything came: that the session ended since takes nothing away.
        return false;
      }
      throwIfOver();
      left = await(readable, left, YamuxException.Code.READ_TIMEOUT);
    }
    return true;
  }

  /** Waits until the peer's window has room, and returns how many of the nanoseconds are left. */
  long awaitCredit(long nanos) throws YamuxException, InterruptedIOException {
    lock.lock();
    try {
      long left = nanos;
      while (failure == null && !closed && !channel.isFinished() && channel.credit() == 0) {
        left = await(writable, left, YamuxException.Code.WRITE_TIMEOUT);
      }
      throwIfOver();
      return left;
    } finally {
      lock.unlock();
    }
  }

  boolean awaitAcknowledged(long nanos) throws YamuxException, InterruptedException {
    lock.lockInterruptibly();
    try {
      long left = nanos;
      while (!acknowledged && left > 0) {
        throwIfOver();
        if (finished) {
          throw refused();
        }
        left = writable.awaitNanos(left);
      }
      return acknowledged;
    } finally {
      lock.unlock();
    }
  }

  @SuppressWarnings("WaitNotInLoop") // Every caller loops over its own condition.
  private long await(Condition condition, long nanos, YamuxException.Code onTimeout)
      throws YamuxException, InterruptedIOException {
    if (nanos <= 0) {
      throw new YamuxException(onTimeout, "waited too long for the peer");
    }
    try {
      return condition.awaitNanos(nanos);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw interrupted();
    }
  }

  static InterruptedIOException interrupted() {
    return new InterruptedIOException("interrupted while waiting for the peer");
  }

  private void throwIfOver() throws YamuxException {
    YamuxException reason = failure;
    if (reason != null) {
      throw reason.again();
    }
    if (closed) {
      throw new YamuxException(YamuxException.Code.STREAM_CLOSED, "the stream was closed");
    }
  }

  private void releaseIfDrained() {
    if (finished && queue.isEmpty()) {
      tuner.release();
    }
  }

  /** The ping sees the first hop only, the acknowledgement the whole way, though late at times. */
  private long roundTrip() {
    return Math.max(session.roundTripNanos(), channel.openRoundTripNanos());
  }

  static long nanos(java.time.Duration timeout) {
    return timeout.isZero() ? Long.MAX_VALUE : TimeUnit.MILLISECONDS.toNanos(timeout.toMillis());
  }
}
