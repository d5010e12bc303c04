package io.visiona.yamux.session;

import io.visiona.yamux.frame.Frame;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import java.util.function.LongSupplier;
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
  private final LongSupplier clock;
  private final Output output;
  private final StreamRegistry streams;
  private final SessionLifecycle lifecycle;
  private final Timers timers;
  private final Receiver receiver;
  private final StreamControl control;
  private final Traffic traffic = new Traffic();

  /** Makes a session that some driver has yet to drive. */
  public Session(Role role, SessionConfig config, SessionHandler handler) {
    this(role, config, handler, System::nanoTime);
  }

  /**
   * Makes a session with a clock of its own.
   *
   * @param clock nanoseconds, as {@link #tick} is called with
   */
  public Session(Role role, SessionConfig config, SessionHandler handler, LongSupplier clock) {
    long now = clock.getAsLong();
    this.config = config;
    this.clock = clock;
    this.output = new Output(config, clock, handler::outputReady);
    this.streams = new StreamRegistry(role, config);
    this.lifecycle = new SessionLifecycle(lock, clock, streams, output, handler);
    this.control = new StreamControl(lock, clock, streams, output, lifecycle, config.resetCodes());
    this.timers = new Timers(lock, config, streams, output, lifecycle, now);
    this.receiver =
        new Receiver(
            new Protocol(role, config, streams, control, now),
            new Receiver.Parts(
                lock, streams, output, lifecycle, handler, timers.heartbeat(), traffic));
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
      lifecycle.overflow();
    }
    bytes.position(bytes.limit());
  }

  /** The transport ended or failed: every stream ends with {@code SESSION_LOST}. */
  public void transportClosed() {
    lifecycle.abandon(YamuxException.Code.SESSION_LOST, "the transport ended");
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
    return lifecycle.isFinished();
  }

  /** Heartbeat and time-outs; to be called about once a second with {@link System#nanoTime}. */
  public void tick(long nanoTime) {
    switch (lifecycle.state()) {
      case SessionState.Open _ -> timers.tick(nanoTime);
      case SessionState.Ended ended -> {
        if (nanoTime - ended.at() >= config.writeTimeout().toNanos()) {
          // A peer that does not even take the farewell is not waited for.
          lifecycle.abandonFarewell();
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
    Channel channel = new Channel(control, true);
    channel.handler(handler.apply(channel));
    boolean announce;
    lock.lock();
    try {
      lifecycle.checkOpening();
      streams.addOutbound(channel, clock.getAsLong());
      announce = output.open(channel.outbound, first);
    } finally {
      lock.unlock();
    }
    output.announceIf(announce);
    return channel;
  }

  /** Drains: sends go-away(0); no new streams either way, running ones finish. */
  public void goAway() {
    if (lifecycle.drain()) {
      output.send(new Frame.GoAway(Frame.GoAway.NORMAL));
    }
  }

  /** Ends the session now; streams hear {@link ChannelHandler#sessionEnded}. */
  public void close(YamuxException.Code reason) {
    lifecycle.end(reason, "closed by this side", new Frame.GoAway(Frame.GoAway.NORMAL));
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

  /**
   * Resets the stream that has most waiting for the transport, also one that has been finished by
   * both sides. Both ends of it hear a reset.
   *
   * @return whether there was one; false also while thousands of such resets have not left yet
   */
  public boolean resetFullest() {
    return control.resetFullest();
  }

  /** Not ended. */
  public boolean isOpen() {
    return lifecycle.isOpen();
  }

  /** Either side sent go-away(0). */
  public boolean isDraining() {
    return lifecycle.state().isDraining();
  }

  /** The peer sent go-away(0). */
  public boolean isPeerDraining() {
    return lifecycle.state() instanceof SessionState.Open now && now.peerDraining();
  }

  /** What ended the session; null while it is open. */
  public @Nullable YamuxException endReason() {
    return lifecycle.endReason();
  }

  /** Has every frame told to {@code listener} from now on; null, as at first, to nobody. */
  public void trace(@Nullable FrameListener listener) {
    traffic.trace(listener);
  }

  /** Nanoseconds of the last ping's way there and back; 0 when none is known. Takes no lock. */
  public long roundTripNanos() {
    return heartbeat().roundTrip();
  }

  StreamRegistry streams() {
    return streams;
  }

  Heartbeat heartbeat() {
    return timers.heartbeat();
  }

  SessionConfig config() {
    return config;
  }
}
