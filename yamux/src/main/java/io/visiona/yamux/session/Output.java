package io.visiona.yamux.session;

import io.visiona.yamux.frame.Flags;
import io.visiona.yamux.frame.Frame;
import java.nio.ByteBuffer;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * What waits for the transport. Thread-safe; its lock may be taken with the session's lock held,
 * never the other way round. The announcement runs without it.
 */
final class Output {
  /** {@link #append} would exceed what may wait. */
  static final int OVERFLOW = -1;

  /** {@link #appendWaiting} found no room in time. */
  static final int TIMED_OUT = -2;

  /** Bytes a blocking writer may queue in one go, so that writers take turns. */
  private static final int WRITER_STEP = 64 * 1024;

  /**
   * What travels with a SYN, ahead of all data: a request's head, but not a body that the SYNs of
   * other streams would have to wait for.
   */
  private static final int MOST_WITH_SYN = 8 * 1024;

  private final ReentrantLock lock = new ReentrantLock();
  private final Transmitter waiting;
  private final WriterQueue writers;
  private final SessionConfig config;
  private final int mostListed;
  private final Runnable announcement;
  private boolean announced;
  private boolean ended;
  private boolean outstanding;
  private long progress;

  Output(SessionConfig config, LongSupplier clock, Runnable announcement) {
    this.config = config;
    this.waiting = new Transmitter(clock);
    this.writers = new WriterQueue(lock, () -> waiting.queued() < config.writerQueue());
    this.announcement = announcement;
    // Streams that are gone may still have a FIN to send; a peer that does not read must not
    // collect them without end.
    this.mostListed = 2 * (config.maxInboundStreams() + config.maxOutboundStreams() + 1024);
  }

  /** Announces when something waits where nothing did; to be called without any lock. */
  void announceIf(boolean needed) {
    if (needed) {
      announcement.run();
    }
  }

  /** Queues SYN and the first bytes; the caller holds the session's lock and announces later. */
  boolean open(Outbound stream, ByteBuffer first) {
    lock.lock();
    try {
      stream.syn = true;
      int taken = stream.window.take(first.remaining());
      stream.synBytes = Math.min(taken, MOST_WITH_SYN);
      waiting.append(stream, first, taken);
      waiting.control(stream);
      return listed();
    } finally {
      lock.unlock();
    }
  }

  /** Takes what the peer's window allows; {@link #OVERFLOW} when that is too much to hold. */
  int append(Outbound stream, ByteBuffer payload) {
    int taken;
    boolean announce;
    lock.lock();
    try {
      int wanted = (int) Math.min(payload.remaining(), stream.window.credit());
      if (wanted == 0 || !isWritable(stream)) {
        return 0;
      }
      if (!waiting.fits(stream, wanted, config.maxOutputQueue())) {
        return OVERFLOW;
      }
      taken = take(stream, payload, wanted);
      announce = listed();
    } finally {
      lock.unlock();
    }
    announceIf(announce);
    return taken;
  }

  /**
   * As {@link #append}, but at most a step and only when there is room, for which it waits.
   *
   * @param nanos how long it may wait
   * @return bytes taken, 0 when the peer's window is used up or the stream is gone, or {@link
   *     #TIMED_OUT}
   */
  int appendWaiting(Outbound stream, ByteBuffer payload, long nanos) throws InterruptedException {
    int taken;
    boolean announce;
    lock.lockInterruptibly();
    try {
      if (!writers.await(() -> isWritable(stream), nanos)) {
        return TIMED_OUT;
      }
      if (!isWritable(stream)) {
        return 0;
      }
      taken = take(stream, payload, Math.min(payload.remaining(), WRITER_STEP));
      announce = taken > 0 && listed();
    } finally {
      writers.wakeNext();
      lock.unlock();
    }
    announceIf(announce);
    return taken;
  }

  private boolean isWritable(Outbound stream) {
    return !ended && !stream.fin && !stream.dead;
  }

  private int take(Outbound stream, ByteBuffer payload, int wanted) {
    int taken = stream.window.take(wanted);
    waiting.append(stream, payload, taken);
    acknowledgeFirst(stream);
    return taken;
  }

  /** A stream of the peer's that is used was accepted, whether or not its user said so. */
  private void acknowledgeFirst(Outbound stream) {
    if (stream.unacknowledged) {
      stream.unacknowledged = false;
      stream.ack = true;
      waiting.control(stream);
    }
  }

  /** The peer allows more; false when that breaks the protocol. */
  boolean widen(Outbound stream, long delta) {
    lock.lock();
    try {
      return stream.window.widen(delta);
    } finally {
      lock.unlock();
    }
  }

  long credit(Outbound stream) {
    lock.lock();
    try {
      return isWritable(stream) ? stream.window.credit() : 0;
    } finally {
      lock.unlock();
    }
  }

  void acknowledge(Outbound stream) {
    boolean announce;
    lock.lock();
    try {
      acknowledgeFirst(stream);
      announce = listed();
    } finally {
      lock.unlock();
    }
    announceIf(announce);
  }

  void grant(Outbound stream, int delta, boolean acknowledge) {
    boolean announce;
    lock.lock();
    try {
      if (acknowledge) {
        acknowledgeFirst(stream);
      }
      stream.delta += delta;
      waiting.control(stream);
      announce = listed();
    } finally {
      lock.unlock();
    }
    announceIf(announce);
  }

  /** Sends FIN behind what waits; {@code last} when that ends the stream. */
  void finish(Outbound stream, boolean last) {
    boolean announce;
    lock.lock();
    try {
      if (last) {
        waiting.orphan(stream);
      }
      acknowledgeFirst(stream);
      stream.fin = true;
      waiting.turn(stream);
      announce = listed();
      writers.wakeAll();
    } finally {
      lock.unlock();
    }
    announceIf(announce);
  }

  /** Both sides finished the stream; it only has to be sent to its end. */
  void orphan(Outbound stream) {
    lock.lock();
    try {
      waiting.orphan(stream);
    } finally {
      lock.unlock();
    }
  }

  /** The peer reset the stream: drops what it has waiting. */
  void forget(Outbound stream) {
    lock.lock();
    try {
      waiting.drop(stream);
      writers.wakeAll();
    } finally {
      lock.unlock();
    }
  }

  /** Drops what the stream has waiting; tells the peer, if it knows of the stream, and why. */
  void reset(Outbound stream, int code) {
    boolean announce = false;
    lock.lock();
    try {
      boolean known = !stream.syn;
      // Who accepted a stream and then ended it has not refused it, and the peer is to know.
      int flags = stream.ack ? Flags.ACK | Flags.RST : Flags.RST;
      waiting.drop(stream);
      if (known && !ended) {
        waiting.header(new Frame.WindowUpdate(flags, stream.id, code));
        announce = listed();
      }
      writers.wakeAll();
    } finally {
      lock.unlock();
    }
    announceIf(announce);
  }

  /** The stream that has most waiting, as {@link Transmitter#fullest}. */
  @Nullable Outbound fullest() {
    lock.lock();
    try {
      return waiting.fullest();
    } finally {
      lock.unlock();
    }
  }

  /** Queues a frame that belongs to no channel. */
  void send(Frame frame) {
    boolean announce;
    lock.lock();
    try {
      if (ended) {
        return;
      }
      waiting.header(frame);
      announce = listed();
    } finally {
      lock.unlock();
    }
    announceIf(announce);
  }

  /** Drops everything; only the farewell, if there is one, is sent any more. */
  void end(Frame.@Nullable GoAway farewell) {
    boolean announce = false;
    lock.lock();
    try {
      ended = true;
      waiting.clear();
      if (farewell != null) {
        waiting.header(farewell);
        announce = listed();
      }
      writers.wakeAll();
    } finally {
      lock.unlock();
    }
    announceIf(announce);
  }

  /** Whether this side collects more to say than a peer that reads could cause. */
  boolean isOverflowing() {
    lock.lock();
    try {
      return waiting.isFlooded(mostListed);
    } finally {
      lock.unlock();
    }
  }

  private boolean listed() {
    if (announced || waiting.isEmpty()) {
      return false;
    }
    announced = true;
    return true;
  }

  int transmit(ByteBuffer destination) {
    lock.lock();
    try {
      int count = waiting.transmit(destination);
      announced = !waiting.isEmpty();
      outstanding = count > 0;
      progress++;
      writers.wakeNext();
      return count;
    } finally {
      lock.unlock();
    }
  }

  void progressed() {
    lock.lock();
    try {
      outstanding = false;
      progress++;
    } finally {
      lock.unlock();
    }
  }

  boolean hasWaiting() {
    lock.lock();
    try {
      return !waiting.isEmpty();
    } finally {
      lock.unlock();
    }
  }

  /** Whether the transport owes an answer: something waits, or was handed over. */
  boolean isPending() {
    lock.lock();
    try {
      return outstanding || !waiting.isEmpty();
    } finally {
      lock.unlock();
    }
  }

  /** Bytes of stream data that wait. */
  int queued() {
    lock.lock();
    try {
      return waiting.queued();
    } finally {
      lock.unlock();
    }
  }

  /** Changes whenever the transport took something. */
  long progress() {
    lock.lock();
    try {
      return progress;
    } finally {
      lock.unlock();
    }
  }
}
