package io.visiona.yamux.session;

import io.visiona.yamux.flow.WindowBudget;
import io.visiona.yamux.frame.Flags;
import io.visiona.yamux.frame.Frame;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A session as a push machine: bytes go in, bytes come out, handlers hear what happened. It has no
 * threads, never blocks and does no I/O; a rim does that. Thread-safe.
 *
 * <h2>Concurrency</h2>
 *
 * Two locks: the session's (streams, what the peer may send, time-outs) and the output's (what waits
 * for the transport, what may be sent). The first may be held when the second is taken, never the
 * other way round, and no handler is called with either held. So handlers may call back into this or
 * any other session, and two sessions that feed each other cannot deadlock. The locks are held for
 * the time of a lookup or of copying a few frames.
 */
public final class Session {
  private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

  private final ReentrantLock lock = new ReentrantLock();
  private final SessionConfig config;
  private final SessionHandler handler;
  private final LongSupplier clock;
  private final WindowBudget windows;
  private final Output output;
  private final StreamRegistry streams;
  private final Protocol protocol;
  private final Timers timers;
  private final Receiver receiver;
  private final AtomicLong bytesIn = new AtomicLong();
  private final AtomicLong bytesOut = new AtomicLong();

  private volatile @Nullable YamuxException end;
  private volatile boolean abandoned;

  /** The end is known before its last frame waits; only then may a rim ask whether that frame was taken. */
  private volatile boolean farewellQueued;

  private volatile boolean draining;
  private volatile boolean peerDraining;
  private long endedAt;

  /**
   * Makes a session that some rim has yet to drive.
   *
   * @param budget shared by all sessions of a process
   */
  public Session(Role role, SessionConfig config, WindowBudget budget, SessionHandler handler) {
    this(role, config, budget, handler, System::nanoTime);
  }

  @SuppressWarnings("this-escape") // The protocol keeps the reference for channels made later.
  Session(
      Role role,
      SessionConfig config,
      WindowBudget budget,
      SessionHandler handler,
      LongSupplier clock) {
    long now = clock.getAsLong();
    this.config = config;
    this.handler = handler;
    this.clock = clock;
    this.windows = budget.part(config.maxSessionWindow());
    this.output = new Output(config, handler::outputReady);
    this.streams = new StreamRegistry(role, config);
    this.protocol = new Protocol(this, role, config, streams, now);
    this.receiver = new Receiver(this, protocol);
    this.timers = new Timers(this, config, now);
  }

  /**
   * Takes everything the transport brought. One thread at a time. Never blocks, and never throws on
   * what the peer sent: a protocol error queues go-away(1) and ends the session.
   */
  public void receive(ByteBuffer bytes) {
    ByteBuffer in = bytes.order() == ByteOrder.BIG_ENDIAN ? bytes : bytes.duplicate();
    int count = in.remaining();
    if (count == 0) {
      return;
    }
    bytesIn.addAndGet(count);
    long now = clock.getAsLong();
    heartbeat().heard(now);
    receiver.receive(in, now);
    if (output.isOverflowing()) {
      overflow();
    }
    bytes.position(bytes.limit());
  }

  void overflow() {
    end(
        YamuxException.Code.OUTPUT_OVERFLOW,
        "more waits for the transport than may wait",
        new Frame.GoAway(Frame.GoAway.INTERNAL_ERROR));
  }
  /** The transport ended or failed: every stream ends with {@code SESSION_LOST}. */
  public void transportClosed() {
    abandon(YamuxException.Code.SESSION_LOST, "the transport ended");
  }

  /**
   * Moves waiting bytes into {@code destination}: control frames first, then the streams in turn.
   * One thread at a time. The bytes count as outstanding until {@link #transmitProgress()} or the
   * next call.
   *
   * @param destination big-endian, with room for at least 64 bytes, better 64 KiB
   * @return bytes moved; 0 when nothing waits
   */
  public int transmit(ByteBuffer destination) {
    int count = output.transmit(destination);
    bytesOut.addAndGet(count);
    return count;
  }

  /** The transport took everything that was handed over; without it the write timeout runs. */
  public void transmitProgress() {
    output.progressed();
  }

  /** Whether something waits to be transmitted. */
  public boolean hasOutput() {
    return output.hasWaiting();
  }

  /** Ended, and its last frame was taken: the rim closes the transport. */
  public boolean isFinished() {
    return farewellQueued && (abandoned || !output.isPending());
  }

  /** Heartbeat and time-outs; to be called about once a second with {@link System#nanoTime}. */
  public void tick(long nanoTime) {
    if (end == null) {
      timers.tick(nanoTime);
    } else if (nanoTime - endedAt >= config.writeTimeout().toNanos()) {
      // A peer that does not even take the farewell is not waited for.
      abandoned = true;
    }
  }

  /** Sends a ping now; {@link #stats()} shows the round trip once it is answered. */
  public void ping() {
    timers.ping(clock.getAsLong());
  }

  /**
   * Opens a stream with WINDOW_UPDATE|SYN. The handler may be called before this method returns.
   *
   * @throws YamuxException {@code STREAM_LIMIT}, {@code PENDING_OPEN_LIMIT}, {@code GOING_AWAY}, or
   *     what ended the session
   */
  public Channel open(ChannelHandler handler) throws YamuxException {
    return open(handler, NOTHING);
  }

  /**
   * Opens a stream with DATA|SYN that carries {@code first}, which is taken whole.
   *
   * @param first at most {@link SessionConfig#INITIAL_WINDOW} bytes; when empty, as {@link
   *     #open(ChannelHandler)}
   */
  public Channel open(ChannelHandler handler, ByteBuffer first) throws YamuxException {
    return open(channel -> handler, first);
  }

  /**
   * As {@link #open(ChannelHandler, ByteBuffer)}, for a handler that needs its channel. The function
   * is called before the stream exists and must not use the channel yet.
   */
  public Channel open(Function<Channel, ChannelHandler> handler, ByteBuffer first)
      throws YamuxException {
    StreamRegistry.checkFirst(first);
    Channel channel = new Channel(this, true);
    channel.handler(handler.apply(channel));
    boolean announce;
    lock.lock();
    try {
      YamuxException over = end;
      if (over != null) {
        throw over.again();
      }
      if (isDraining()) {
        throw new YamuxException(YamuxException.Code.GOING_AWAY, "the session is draining");
      }
      streams.addOutbound(channel, clock.getAsLong());
      announce = output.open(channel.outbound, first);
    } finally {
      lock.unlock();
    }
    output.announceIf(announce);
    return channel;
  }

  void grant(Channel channel, int delta, boolean acknowledge) {
    lock.lock();
    try {
      if (!channel.isOpen()) {
        return;
      }
      channel.receiveWindow.widen(delta);
    } finally {
      lock.unlock();
    }
    output.grant(channel.outbound, delta, acknowledge);
  }

  void finish(Channel channel) {
    lock.lock();
    try {
      if (!channel.isOpen() || channel.localFinished) {
        return;
      }
      channel.localFinished = true;
      protocol.forgetIfFinished(channel);
    } finally {
      lock.unlock();
    }
    output.finish(channel.outbound, !channel.isOpen());
  }

  void linger(Channel channel) {
    lock.lock();
    try {
      channel.closing(clock.getAsLong());
    } finally {
      lock.unlock();
    }
    finish(channel);
  }

  void reset(Channel channel) {
    lock.lock();
    try {
      if (!channel.isOpen()) {
        return;
      }
      streams.forget(channel);
    } finally {
      lock.unlock();
    }
    output.reset(channel.outbound, true);
  }

  /** Drains: sends go-away(0); no new streams either way, running ones finish. */
  public void goAway() {
    lock.lock();
    try {
      if (draining) {
        return;
      }
      draining = true;
    } finally {
      lock.unlock();
    }
    output.send(new Frame.GoAway(Frame.GoAway.NORMAL));
  }

  /** Ends the session now; streams hear {@link ChannelHandler#sessionEnded}. */
  public void close(YamuxException.Code reason) {
    end(reason, "closed by this side", new Frame.GoAway(Frame.GoAway.NORMAL));
  }

  /** Ends without a farewell: the transport would not take it. */
  void abandon(YamuxException.Code reason, String message) {
    end(reason, message, null);
    abandoned = true;
  }

  void end(YamuxException.Code code, String message, Frame.@Nullable GoAway farewell) {
    YamuxException reason = new YamuxException(code, message);
    List<ChannelHandler> told = new ArrayList<>();
    lock.lock();
    try {
      if (end != null) {
        return;
      }
      endedAt = clock.getAsLong();
      end = reason;
      for (Channel channel : streams.forgetAll()) {
        ChannelHandler user = channel.handler();
        if (user != null) {
          told.add(user);
        }
      }
    } finally {
      lock.unlock();
    }
    output.end(farewell);
    farewellQueued = true;
    told.forEach(user -> user.sessionEnded(reason));
    handler.ended(reason);
  }

  /** Figures of this moment. */
  public SessionStats stats() {
    int open;
    long total;
    lock.lock();
    try {
      open = streams.open();
      total = streams.total();
    } finally {
      lock.unlock();
    }
    return new SessionStats(
        open, total, bytesIn.get(), bytesOut.get(), heartbeat().lastHeard(), heartbeat().roundTrip());
  }

  /** Bytes of stream data that wait for the transport: what this session costs while its peer is slow. */
  public int waitingBytes() {
    return output.queued();
  }

  /** Not ended. */
  public boolean isOpen() {
    return end == null;
  }

  /** Either side sent go-away(0). */
  public boolean isDraining() {
    return draining || peerDraining;
  }

  /** What ended the session; null while it is open. */
  public @Nullable YamuxException endReason() {
    return end;
  }

  boolean refusesStreams() {
    return draining;
  }

  /** The peer sent go-away; true when that is news. */
  boolean peerDrains() {
    boolean news = !peerDraining;
    peerDraining = true;
    return news;
  }

  ReentrantLock lock() {
    return lock;
  }

  Output output() {
    return output;
  }

  StreamRegistry streams() {
    return streams;
  }

  SessionHandler handler() {
    return handler;
  }

  SessionConfig config() {
    return config;
  }

  /** What receive windows of this session grow from. */
  WindowBudget windows() {
    return windows;
  }

  Heartbeat heartbeat() {
    return timers.heartbeat();
  }

  long now() {
    return clock.getAsLong();
  }
}
