package io.visiona.yamux.io;

import io.visiona.yamux.session.Session;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Drives a session over a socket channel without blocking on it: one loop reads, and whoever has
 * something to send writes it at once. That saves the two changes of thread that {@link
 * SocketDriver} needs for every message, which is most of what a small message costs.
 *
 * <pre>{@code
 * ChannelDriver driver = new ChannelDriver(channel, early);
 * StreamSession streams = StreamSession.over(role, config, budget, driver::outputReady);
 * driver.start(streams.session(), executor);
 * }</pre>
 *
 * <p><b>Concurrency.</b> {@code wakeups} counts requests to send that nobody has looked at; whoever
 * raises it from zero owns the sending side. A sender that finds the socket full, or has sent
 * {@link #MOST_BATCHES} for others, leaves the sending side to the loop, which goes on when the
 * socket takes bytes again. Nobody waits, and no lock is held while the session is called.
 */
public final class ChannelDriver {
  private static final int BUFFER_BYTES = 64 * 1024;

  /**
   * What a thread sends at most on behalf of others before it may go on with its own work: 1 MiB.
   */
  private static final int MOST_BATCHES = 16;

  private static final int MOST_READS = 16;

  /** 64 MiB: more than a socket holds. */
  private static final int MOST_READS_OF_REST = 1024;

  private static final Duration TICK = Duration.ofSeconds(1);

  /** How long a session that has ended may take to send its last frame. */
  private static final Duration LINGER = Duration.ofSeconds(3);

  private final SocketChannel channel;
  private final Selector selector;
  private final SelectionKey key;
  private final ByteBuffer early;
  private final ByteBuffer unsent = ByteBuffer.allocateDirect(BUFFER_BYTES).limit(0);

  /** 1 at first: the loop owns the sending side when it starts. */
  private final AtomicInteger wakeups = new AtomicInteger(1);

  /** The sending side is the loop's from now on. */
  private final AtomicBoolean left = new AtomicBoolean();

  /** The loop waits for room in the socket. Only the loop uses it, and {@link #endedAt}. */
  private boolean sending;

  private long endedAt;
  private volatile boolean broken;
  private volatile @Nullable Session driven;
  private volatile @Nullable Thread loop;

  /**
   * Makes a driver that is yet to be started; the channel becomes non-blocking and is the driver's
   * from now on.
   *
   * @param early what was already read from the channel and belongs to the session
   */
  public ChannelDriver(SocketChannel channel, ByteBuffer early) throws IOException {
    this.channel = channel;
    this.early = early;
    this.selector = Selector.open();
    try {
      channel.configureBlocking(false);
      this.key = channel.register(selector, SelectionKey.OP_READ);
    } catch (IOException e) {
      selector.close();
      throw e;
    }
  }

  /** To be called by the session's handler when output is ready. Any thread; does not block. */
  public void outputReady() {
    Session session = driven;
    if (wakeups.getAndIncrement() != 0 || session == null) {
      return;
    }
    if (Thread.currentThread() == loop) {
      // More is about to be received, and to be answered in the same write.
      left.set(true);
      return;
    }
    letOthersJoin();
    pump(session);
  }

  /**
   * Who else has something to send, and a processor to send it with, says so now: one write takes
   * it all. Nothing depends on it but speed.
   */
  @SuppressWarnings("ThreadPriorityCheck")
  private static void letOthersJoin() {
    Thread.yield();
  }

  /**
   * Starts; the executor must have room for one task that lives as long as the session and holds a
   * platform thread while it waits.
   */
  public void start(Session session, Executor executor) {
    driven = session;
    executor.execute(() -> run(session));
  }

  private void run(Session session) {
    loop = Thread.currentThread();
    try (selector) {
      session.receive(early);
      pump(session);
      loop(session);
    } catch (IOException e) {
      // The session learns that the transport is gone; that is all there is to say about it.
      broken = true;
    } finally {
      session.transportClosed();
      close(session);
    }
  }

  private void loop(Session session) throws IOException {
    ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER_BYTES);
    long ticked = System.nanoTime();
    while (!session.isFinished() && !isOverdue(session)) {
      int able = await();
      if (broken) {
        readRest(session, buffer);
        throw new ClosedChannelException();
      }
      if ((able & SelectionKey.OP_READ) != 0) {
        read(session, buffer);
      }
      send(session, able);
      long now = System.nanoTime();
      if (now - ticked >= TICK.toNanos()) {
        ticked = now;
        session.tick(now);
      }
    }
  }

  /**
   * What the channel is ready for. Returns at once when the sending side waits for the loop, and
   * after a second at the latest.
   */
  private int await() throws IOException {
    if (left.get()) {
      selector.selectNow();
    } else {
      selector.select(TICK.toMillis());
    }
    // A key that was not selected keeps the readiness of the time before.
    int able = selector.selectedKeys().isEmpty() ? 0 : key.readyOps();
    selector.selectedKeys().clear();
    return able;
  }

  private void send(Session session, int able) {
    boolean room = sending && (able & SelectionKey.OP_WRITE) != 0;
    if (room) {
      sending = false;
      key.interestOpsAnd(~SelectionKey.OP_WRITE);
    }
    if (left.getAndSet(false) || room) {
      pump(session);
      if (left.getAndSet(false)) {
        sending = true;
        key.interestOpsOr(SelectionKey.OP_WRITE);
      }
    }
  }

  private boolean isOverdue(Session session) {
    if (session.isOpen()) {
      return false;
    }
    long now = System.nanoTime();
    endedAt = endedAt == 0 ? now : endedAt;
    return now - endedAt > LINGER.toNanos();
  }

  private void read(Session session, ByteBuffer buffer) throws IOException {
    for (int i = 0; i < MOST_READS; i++) {
      int count = channel.read(buffer.clear());
      if (count < 0) {
        throw new ClosedChannelException();
      }
      if (count == 0) {
        return;
      }
      session.receive(buffer.flip());
      if (count < buffer.capacity()) {
        return;
      }
    }
  }

  /**
   * A write failed because the peer is gone; what it sent before is in the socket yet, ends of
   * streams among it. More than all windows may hold is not waited for.
   */
  private void readRest(Session session, ByteBuffer buffer) throws IOException {
    for (int i = 0; i < MOST_READS_OF_REST; i++) {
      int count = channel.read(buffer.clear());
      if (count <= 0) {
        return;
      }
      session.receive(buffer.flip());
    }
  }

  /**
   * Sends what waits. Called by the owner of the sending side only, which it is no more afterwards.
   */
  private void pump(Session session) {
    int seen;
    try {
      do {
        seen = wakeups.get();
        for (int batches = 0; fill(session); batches++) {
          channel.write(unsent);
          boolean full = unsent.hasRemaining();
          if (!full) {
            session.transmitProgress();
          }
          if (full || batches >= MOST_BATCHES) {
            leaveToLoop();
            return;
          }
        }
      } while (wakeups.addAndGet(-seen) != 0);
    } catch (IOException e) {
      // The loop ends the session: this thread may be in the middle of another one.
      broken = true;
      selector.wakeup();
      return;
    }
    if (session.isFinished()) {
      selector.wakeup();
    }
  }

  private boolean fill(Session session) {
    if (unsent.hasRemaining()) {
      return true;
    }
    session.transmit(unsent.clear());
    unsent.flip();
    return unsent.hasRemaining();
  }

  private void leaveToLoop() {
    left.set(true);
    selector.wakeup();
  }

  private void close(Session session) {
    try {
      channel.close();
    } catch (IOException e) {
      // Closing is best effort: the session has ended already.
      session.transportClosed();
    }
  }
}
