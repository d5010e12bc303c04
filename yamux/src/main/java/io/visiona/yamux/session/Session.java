package io.visiona.yamux.session;

import io.visiona.yamux.flow.WindowBudget;
import io.visiona.yamux.frame.Frame;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * A session as a push machine: bytes go in, bytes come out, handlers hear what happened. It has no
 * threads, never blocks and does no I/O; a driver does that. Thread-safe.
 *
 * <h2>Concurrency</h2>
 *
 * Two locks: the session's (streams, what the peer may send, time-outs) and the output's (what
 * waits for the transport, what may be sent). The first may be held when the second is taken, never
 * the other way round, and no handler is called with either held. So handlers may call back into
 * this or any other session, and two sessions that feed each other cannot deadlock. The locks are
 * held for the time of a lookup or of copying a few frames.
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
  private final StreamControl control;
  private final Traffic traffic = new Traffic();

  /** Changes under the lock only. */
  private volatile SessionState state = new SessionState.Open(false, false);

  /**
   * Makes a session that some driver has yet to drive.
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
    this.output = new Output(config, clock, handler::outputReady);
    this.streams = new StreamRegistry(role, config);
    this.protocol = new Protocol(this, role, config, streams, now);
    this.receiver = new Receiver(this, protocol);
    this.control = new StreamControl(lock, clock, streams, protocol, output);
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
    traffic.received(count);
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
    traffic.sent(destination, count);
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

  /** Ended, and its last frame was taken: the driver closes the transport. */
  public boolean isFinished() {
    return state instanceof SessionState.Ended ended
        && ended.farewellQueued()
        && (ended.abandoned() || !output.isPending());
  }

  /** Heartbeat and time-outs; to be called about once a second with {@link System#nanoTime}. */
  public void tick(long nanoTime) {
    switch (state) {
      case SessionState.Open _ -> timers.tick(nanoTime);
      case SessionState.Ended ended -> {
        if (nanoTime - ended.at() >= config.writeTimeout().toNanos()) {
          // A peer that does not even take the farewell is not waited for.
          changeEnded(SessionState.Ended::withAbandoned);
        }
      }
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
   * Opens a stream with DATA|SYN that carries the beginning of {@code first}, which is taken whole;
   * what is long follows when it is the stream's turn.
   *
   * @param first at most {@link SessionConfig#INITIAL_WINDOW} bytes; when empty, as {@link
   *     #open(ChannelHandler)}
   */
  public Channel open(ChannelHandler handler, ByteBuffer first) throws YamuxException {
    return open(channel -> handler, first);
  }

  /**
   * As {@link #open(ChannelHandler, ByteBuffer)}, for a handler that needs its channel. The
   * function is called before the stream exists and must not use the channel yet.
   */
  public Channel open(Function<Channel, ChannelHandler> handler, ByteBuffer first)
      throws YamuxException {
    StreamRegistry.checkFirst(first);
    Channel channel = new Channel(this, true);
    channel.handler(handler.apply(channel));
    boolean announce;
    lock.lock();
    try {
      switch (state) {
        case SessionState.Ended ended -> throw ended.reason().again();
        case SessionState.Open now -> checkNotDraining(now);
      }
      streams.addOutbound(channel, clock.getAsLong());
      announce = output.open(channel.outbound, first);
    } finally {
      lock.unlock();
    }
    output.announceIf(announce);
    return channel;
  }

  private static void checkNotDraining(SessionState.Open now) throws YamuxException {
    if (now.isDraining()) {
      throw new YamuxException(YamuxException.Code.GOING_AWAY, "the session is draining");
    }
  }

  /** What a stream's user asks for. */
  StreamControl control() {
    return control;
  }

  /** Drains: sends go-away(0); no new streams either way, running ones finish. */
  public void goAway() {
    lock.lock();
    try {
      if (!(state instanceof SessionState.Open now) || now.draining()) {
        return;
      }
      state = new SessionState.Open(true, now.peerDraining());
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
    changeEnded(SessionState.Ended::withAbandoned);
  }

  /** The state is final now but for what is known of the last frame. */
  private void changeEnded(UnaryOperator<SessionState.Ended> change) {
    lock.lock();
    try {
      if (state instanceof SessionState.Ended ended) {
        state = change.apply(ended);
      }
    } finally {
      lock.unlock();
    }
  }

  void end(YamuxException.Code code, String message, Frame.@Nullable GoAway farewell) {
    YamuxException reason = new YamuxException(code, message);
    List<ChannelHandler> told = new ArrayList<>();
    lock.lock();
    try {
      if (!(state instanceof SessionState.Open now)) {
        return;
      }
      state = new SessionState.Ended(reason, clock.getAsLong(), now.isDraining(), false, false);
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
    changeEnded(SessionState.Ended::withFarewellQueued);
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
        open,
        total,
        traffic.bytesIn(),
        traffic.bytesOut(),
        heartbeat().lastHeard(),
        heartbeat().roundTrip());
  }

  /**
   * Bytes of stream data that wait for the transport: what this session costs while its peer is
   * slow.
   */
  public int waitingBytes() {
    return output.queued();
  }

  /** Not ended. */
  public boolean isOpen() {
    return state instanceof SessionState.Open;
  }

  /** Either side sent go-away(0). */
  public boolean isDraining() {
    return state.isDraining();
  }

  /** What ended the session; null while it is open. */
  public @Nullable YamuxException endReason() {
    return state instanceof SessionState.Ended ended ? ended.reason() : null;
  }

  boolean refusesStreams() {
    return state instanceof SessionState.Open now && now.draining();
  }

  /** The peer sent go-away; true when that is news. */
  boolean peerDrains() {
    lock.lock();
    try {
      if (!(state instanceof SessionState.Open now) || now.peerDraining()) {
        return false;
      }
      state = new SessionState.Open(now.draining(), true);
      return true;
    } finally {
      lock.unlock();
    }
  }

  /** Has every frame told to {@code listener} from now on; null, as at first, to nobody. */
  public void trace(@Nullable FrameListener listener) {
    traffic.trace(listener);
  }

  Traffic traffic() {
    return traffic;
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
