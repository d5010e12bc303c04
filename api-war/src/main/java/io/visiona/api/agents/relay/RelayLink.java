package io.visiona.api.agents.relay;

import io.visiona.shared.sessions.LinkPreamble;
import io.visiona.shared.sessions.StreamRefusal;
import io.visiona.yamux.blocking.StreamSession;
import io.visiona.yamux.blocking.YamuxStream;
import io.visiona.yamux.session.YamuxException;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * A standing link: one connection to a relay that every forwarded request travels on, made again
 * whenever it is lost. Its one lock guards which session is current and is never held during I/O.
 * Thread-safe.
 */
public final class RelayLink implements AutoCloseable {
  private static final Logger LOG = System.getLogger(RelayLink.class.getName());

  /** Hears what becomes of a stream. */
  @FunctionalInterface
  public interface OpenAnswer {
    /**
     * The agent has accepted the stream, or it is over.
     *
     * @param why what the relay said when it reset it; {@link StreamRefusal#UNKNOWN} for nothing
     */
    void told(boolean accepted, StreamRefusal why);
  }

  /**
   * A connection that lived that long was a good one: the next failure starts with the short pause
   * again.
   */
  private static final long PROVEN_NANOS = TimeUnit.SECONDS.toNanos(5);

  private final String relay;
  private final LinkDialer dialer;
  private final LinkConfig config;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private @Nullable StreamSession current;
  private LinkStats ended = LinkStats.none();
  private boolean closed;

  /**
   * A link that is not made yet.
   *
   * @param relay what the log calls the relay
   */
  public RelayLink(String relay, LinkDialer dialer, LinkConfig config) {
    this.relay = relay;
    this.dialer = dialer;
    this.config = config;
  }

  /** Starts to connect and reconnect, as one task that lives until {@link #close()}. */
  public void start(Executor executor) {
    executor.execute(this::keepUp);
  }

  /**
   * A stream to one session's agent. Waits a little for the link if it is down, then for room to
   * open.
   *
   * @param first what the agent is to receive first
   * @throws RelayUnavailableException when there is no link; nothing was sent
   */
  public YamuxStream open(String sessionId, ByteBuffer first, Duration timeout)
      throws IOException, InterruptedException {
    return open(sessionId, first, timeout, (_, _) -> {});
  }

  /**
   * As {@link #open(String, ByteBuffer, Duration)}.
   *
   * @param answer told at least once when the agent has accepted the stream or the stream is over,
   *     whoever ended it; what it is told first counts; must not block
   */
  public YamuxStream open(String sessionId, ByteBuffer first, Duration timeout, OpenAnswer answer)
      throws IOException, InterruptedException {
    ByteBuffer name = LinkPreamble.encode(sessionId);
    byte[] bytes = new byte[name.remaining() + first.remaining()];
    int named = name.remaining();
    name.get(bytes, 0, named);
    first.get(bytes, named, bytes.length - named);
    StreamSession tried = null;
    long deadline = System.nanoTime() + config.patience().toNanos();
    while (true) {
      StreamSession session = await(tried, deadline - System.nanoTime());
      try {
        return session.open(
            ByteBuffer.wrap(bytes),
            timeout,
            (accepted, code) -> answer.told(accepted, StreamRefusal.of(code)));
      } catch (YamuxException e) {
        if (isFull(e)) {
          throw e;
        }
        tried = session;
      }
    }
  }

  /**
   * The session lives but has no room; anything else means that it is no use any more, and the next
   * one may be.
   */
  private static boolean isFull(YamuxException e) {
    return e.code() == YamuxException.Code.STREAM_LIMIT
        || e.code() == YamuxException.Code.PENDING_OPEN_LIMIT;
  }

  private StreamSession await(@Nullable StreamSession not, long nanos)
      throws IOException, InterruptedException {
    lock.lockInterruptibly();
    try {
      long left = nanos;
      while (current == null || current == not) {
        if (left <= 0 || closed) {
          throw new RelayUnavailableException("there is no link to the relay");
        }
        left = changed.awaitNanos(left);
      }
      return current;
    } finally {
      lock.unlock();
    }
  }

  private void keepUp() {
    long pause = config.backoffFirst().toNanos();
    boolean told = false;
    try {
      while (true) {
        long started = System.nanoTime();
        try {
          StreamSession session = dialer.dial();
          if (!publish(session)) {
            return;
          }
          LOG.log(Level.INFO, "The link to " + relay + " is up");
          told = false;
          YamuxException reason = session.ended().toCompletableFuture().get();
          LOG.log(Level.WARNING, "The link to " + relay + " ended: " + reason.code());
        } catch (IOException e) {
          LOG.log(
              told ? Level.DEBUG : Level.WARNING,
              "The link to " + relay + " cannot be made: " + e.getMessage());
          told = true;
        }
        pause =
            System.nanoTime() - started > PROVEN_NANOS ? config.backoffFirst().toNanos() : pause;
        if (!unpublishAndPause(pause)) {
          return;
        }
        pause = Math.min(2 * pause, config.backoffMost().toNanos());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException e) {
      throw new IllegalStateException("a session's end is never exceptional", e);
    }
  }

  private boolean publish(StreamSession session) {
    lock.lock();
    try {
      if (!closed) {
        current = session;
        ended = ended.connected();
        changed.signalAll();
        return true;
      }
    } finally {
      lock.unlock();
    }
    session.close();
    return false;
  }

  private boolean unpublishAndPause(long nanos) throws InterruptedException {
    lock.lockInterruptibly();
    try {
      count();
      current = null;
      long left = nanos;
      while (!closed && left > 0) {
        left = changed.awaitNanos(left);
      }
      return !closed;
    } finally {
      lock.unlock();
    }
  }

  /** Keeps the figures of the connection that ends; under the lock. */
  private void count() {
    if (current != null) {
      ended = ended.plus(current.session().stats());
    }
  }

  /** The link now. */
  public LinkStats stats() {
    StreamSession session;
    LinkStats before;
    lock.lock();
    try {
      session = current;
      before = ended;
    } finally {
      lock.unlock();
    }
    if (session == null) {
      return before;
    }
    boolean up = session.session().isOpen() && !session.session().isDraining();
    return before.during(up, session.session().stats());
  }

  /** Whether streams can be opened now. */
  public boolean isUp() {
    return stats().up();
  }

  /** Ends the link for good, and every stream on it. */
  @Override
  public void close() {
    StreamSession session;
    lock.lock();
    try {
      closed = true;
      count();
      session = current;
      current = null;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
    if (session != null) {
      session.close();
    }
  }
}
