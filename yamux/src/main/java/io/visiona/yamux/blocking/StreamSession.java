package io.visiona.yamux.blocking;

import io.visiona.yamux.session.Channel;
import io.visiona.yamux.session.ChannelHandler;
import io.visiona.yamux.session.Role;
import io.visiona.yamux.session.Session;
import io.visiona.yamux.session.SessionConfig;
import io.visiona.yamux.session.SessionHandler;
import io.visiona.yamux.session.YamuxException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * A session for threads that may block: open and accept {@link YamuxStream}s. Thread-safe. Its lock
 * is never held when the session is called, nor the other way round.
 */
public final class StreamSession implements AutoCloseable {
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final ArrayDeque<Accepted> backlog = new ArrayDeque<>();
  private final CompletableFuture<YamuxException> ended = new CompletableFuture<>();
  private final Runnable outputReady;
  private final int mostWaiting;
  private final int mostWindow;

  /** What the receive windows of this session grow from. */
  private final WindowBudget windows;

  private final Session session;

  /** Changes when a stream is acknowledged or over: there may be room to open another. */
  private long settled;

  private record Accepted(Channel channel, StreamBuffer buffer) {}

  @SuppressWarnings("this-escape") // The session calls its handler only when it is driven.
  private StreamSession(
      Role role, SessionConfig config, WindowBudget budget, Runnable outputReady) {
    this.outputReady = outputReady;
    this.mostWaiting = config.acceptBacklog();
    this.windows = budget.part(config.maxSessionWindow());
    this.mostWindow = config.maxStreamWindow();
    this.session = new Session(role, config, new Listener());
  }

  /**
   * Makes a session that some driver has yet to drive.
   *
   * @param budget what receive windows grow from, shared by all sessions of a process
   * @param outputReady told, from any thread, that something waits to be transmitted; must not
   *     block
   */
  public static StreamSession over(
      Role role, SessionConfig config, WindowBudget budget, Runnable outputReady) {
    return new StreamSession(role, config, budget, outputReady);
  }

  /** As {@link #open(ByteBuffer, Duration)} without first bytes. */
  public YamuxStream open(Duration timeout) throws YamuxException, InterruptedException {
    return open(ByteBuffer.allocate(0), timeout);
  }

  /**
   * Opens a stream whose SYN carries {@code first}; waits while too many opens are unacknowledged.
   * It does not wait for the acknowledgement.
   *
   * @throws YamuxException {@code PENDING_OPEN_LIMIT} when there was no room in time, {@code
   *     STREAM_LIMIT}, {@code GOING_AWAY}, or whatever ended the session
   */
  public YamuxStream open(ByteBuffer first, Duration timeout)
      throws YamuxException, InterruptedException {
    return open(first, timeout, (_, _) -> {});
  }

  /**
   * As {@link #open(ByteBuffer, Duration)}, for a caller who bounds the streams that wait for their
   * acknowledgement.
   *
   * @param listener told at least once when the peer has acknowledged the stream or the stream is
   *     over, whoever ended it; what it is told first counts. Called by the receiving thread or the
   *     one that ends the stream, so it must not block.
   */
  public YamuxStream open(ByteBuffer first, Duration timeout, OpenListener listener)
      throws YamuxException, InterruptedException {
    long left = timeout.toNanos();
    while (true) {
      long seen = settled();
      try {
        return tryOpen(first, listener);
      } catch (YamuxException e) {
        if (e.code() != YamuxException.Code.PENDING_OPEN_LIMIT || left <= 0) {
          throw e;
        }
      }
      left = awaitSettled(seen, left);
    }
  }

  private YamuxStream tryOpen(ByteBuffer first, OpenListener listener) throws YamuxException {
    StreamBuffer[] made = new StreamBuffer[1];
    Channel channel =
        session.open(
            opening ->
                made[0] =
                    buffer(
                        opening,
                        () -> {
                          settle();
                          listener.settled(opening.isAcknowledged(), opening.resetCode());
                        }),
            first);
    return new YamuxStream(channel, made[0]);
  }

  private StreamBuffer buffer(Channel channel, Runnable onSettled) {
    WindowTuner tuner =
        new WindowTuner(SessionConfig.INITIAL_WINDOW, mostWindow, windows, System.nanoTime());
    return new StreamBuffer(channel, session, tuner, onSettled);
  }

  private long settled() {
    lock.lock();
    try {
      return settled;
    } finally {
      lock.unlock();
    }
  }

  private void settle() {
    lock.lock();
    try {
      settled++;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  private long awaitSettled(long seen, long nanos) throws InterruptedException {
    lock.lockInterruptibly();
    try {
      long left = nanos;
      while (settled == seen && left > 0) {
        left = changed.awaitNanos(left);
      }
      return left;
    } finally {
      lock.unlock();
    }
  }

  /**
   * Waits for the peer to open a stream and acknowledges it.
   *
   * @throws YamuxException whatever ended the session
   */
  public YamuxStream accept() throws YamuxException, InterruptedException {
    Accepted next = next();
    next.channel().acknowledge();
    return new YamuxStream(next.channel(), next.buffer());
  }

  private Accepted next() throws YamuxException, InterruptedException {
    lock.lockInterruptibly();
    try {
      while (true) {
        YamuxException over = session.endReason();
        if (over != null) {
          throw over.again();
        }
        Accepted next = backlog.poll();
        if (next != null) {
          return next;
        }
        changed.await();
      }
    } finally {
      lock.unlock();
    }
  }

  /** Completes with the reason when the session has ended; never exceptionally. */
  public CompletionStage<YamuxException> ended() {
    return ended.minimalCompletionStage();
  }

  /** The session underneath: for the driver, for drain and for figures. */
  public Session session() {
    return session;
  }

  /** Ends the session with {@code SESSION_CLOSED}. */
  @Override
  public void close() {
    session.close(YamuxException.Code.SESSION_CLOSED);
  }

  private final class Listener implements SessionHandler {
    @Override
    public @Nullable ChannelHandler opened(Channel channel) {
      StreamBuffer buffer = buffer(channel, StreamSession.this::settle);
      lock.lock();
      try {
        if (backlog.size() >= mostWaiting) {
          return null;
        }
        backlog.add(new Accepted(channel, buffer));
        changed.signalAll();
        return buffer;
      } finally {
        lock.unlock();
      }
    }

    @Override
    public void outputReady() {
      outputReady.run();
    }

    @Override
    public void goAwayReceived(int code) {
      // Opening fails from now on; whoever accepts need not know.
    }

    @Override
    public void ended(YamuxException reason) {
      settle();
      ended.complete(reason);
      // The driver looks again: it may have sent the farewell before it could know that it was the
      // last.
      outputReady.run();
    }
  }
}
