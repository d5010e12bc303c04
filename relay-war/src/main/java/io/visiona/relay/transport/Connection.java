package io.visiona.relay.transport;

import io.visiona.yamux.session.Session;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * The driver between one session and one transport: feeds what arrives into the session, and sends
 * what waits in it.
 *
 * <p><b>Concurrency.</b> {@code wakeups} counts requests to send that nobody has looked at; whoever
 * raises it from zero owns the sending side. Ownership moves to the transport's completion while a
 * send is outstanding, so there is one writer at a time, it is never blocked, and a batch is
 * everything that gathered during the send before. A thread that receives sends on behalf of others
 * when it has looked at all that came. No lock is held while the session or the transport is
 * called.
 */
public final class Connection {
  /**
   * How long a session that has ended may take to send its last frame before the transport is
   * closed regardless.
   */
  private static final Duration LINGER = Duration.ofMillis(500);

  /**
   * Connections that this thread owns the sending side of and has yet to serve; null unless it is
   * receiving.
   */
  private static final ThreadLocal<@Nullable List<Connection>> PASSED_ON = new ThreadLocal<>();

  private static final long NOT_ENDED = Long.MAX_VALUE;

  private final Transport transport;
  private final Executor executor;

  /** 1 at first: {@link #start} owns the sending side. */
  private final AtomicInteger wakeups = new AtomicInteger(1);

  private final AtomicBoolean lost = new AtomicBoolean();
  private final AtomicBoolean closing = new AtomicBoolean();
  private final AtomicLong endedAt = new AtomicLong(NOT_ENDED);
  private volatile @Nullable Session session;
  private volatile boolean closed;

  /**
   * Makes the driver of a session to come; {@link #attach} gives it the session before anything
   * else is called.
   *
   * @param executor where closing a transport may block
   */
  public Connection(Transport transport, Executor executor) {
    this.transport = transport;
    this.executor = executor;
  }

  /** Gives it its session. */
  public void attach(Session attached) {
    session = attached;
  }

  /** The transport takes bytes from now on. Once. */
  public void start() {
    pump();
  }

  /** The session or the transport has something to send. Any thread. */
  public void outputReady() {
    if (wakeups.getAndIncrement() == 0) {
      List<Connection> waiting = PASSED_ON.get();
      if (waiting == null) {
        pump();
      } else {
        waiting.add(this);
      }
    }
  }

  /**
   * Bytes from the transport, in order, one thread at a time. What they make others send goes out
   * when all of them were looked at.
   */
  public void received(ByteBuffer bytes) {
    List<Connection> passedOn = new ArrayList<>(2);
    PASSED_ON.set(passedOn);
    try {
      session().receive(bytes);
    } finally {
      PASSED_ON.remove();
      passedOn.forEach(Connection::pump);
    }
  }

  /**
   * The transport ended or broke. Idempotent. What follows of it reaches other sessions and their
   * transports, so it does not happen on this thread: a container may tell of a failure while it
   * holds a lock.
   */
  public void transportClosed() {
    if (lost.compareAndSet(false, true)) {
      executor.execute(() -> {
        session().transportClosed();
        closeTransport();
      });
    }
  }

  /** The session is over: what is left of its output may still go out, but not for long. */
  public void sessionEnded() {
    endedAt.compareAndSet(NOT_ENDED, System.nanoTime());
    outputReady();
  }

  /**
   * Once a second: the session's time-outs, and the end of a transport that does not take the last
   * frame.
   */
  public void tick(long nanoTime) {
    session().tick(nanoTime);
    long since = endedAt.get();
    if (since != NOT_ENDED && nanoTime - since > LINGER.toNanos()) {
      closeTransport();
    }
  }

  /** Nothing more comes of it: its clock may stop. */
  public boolean isClosed() {
    return closed;
  }

  private Session session() {
    Session attached = session;
    if (attached == null) {
      throw new IllegalStateException("no session attached yet");
    }
    return attached;
  }

  private void pump() {
    int seen;
    do {
      seen = wakeups.get();
      while (true) {
        ByteBuffer batch = transport.buffers().take();
        int start = transport.headroom();
        if (session().transmit(batch.position(start)) == 0 && !transport.hasOwnOutput()) {
          transport.buffers().giveBack(batch);
          break;
        }
        Send send = new Send(batch.flip().position(start));
        transport.send(batch, send);
        if (!send.meet()) {
          return;
        }
      }
      if (session().isFinished()) {
        closeTransport();
      }
    } while (wakeups.addAndGet(-seen) != 0);
  }

  private void closeTransport() {
    if (closing.compareAndSet(false, true)) {
      executor.execute(() -> {
        transport.close();
        closed = true;
        session().transportClosed();
      });
    }
  }

  /** One batch on its way. Of the sender and the completion, whoever comes second goes on. */
  private final class Send implements Transport.Completion {
    private final ByteBuffer batch;
    private final AtomicBoolean met = new AtomicBoolean();
    private final AtomicBoolean told = new AtomicBoolean();

    Send(ByteBuffer batch) {
      this.batch = batch;
    }

    boolean meet() {
      return met.getAndSet(true);
    }

    @Override
    public void sent() {
      if (told.getAndSet(true)) {
        return;
      }
      transport.buffers().giveBack(batch);
      session().transmitProgress();
      proceed();
    }

    @Override
    public void failed() {
      if (told.getAndSet(true)) {
        return;
      }
      // The buffer is not given back: a broken transport may still read it.
      transportClosed();
      proceed();
    }

    private void proceed() {
      if (meet()) {
        pump();
      }
    }
  }
}
