package io.visiona.yamux.session;

import io.visiona.yamux.flow.ReceiveWindow;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * One stream at the level of frames: it keeps no received bytes, and but for {@link #sendWaiting}
 * it never blocks. Thread-safe. Calls on a stream that is gone do nothing.
 *
 * <p>The receiving half is guarded by the session's lock, the sending half ({@link Outbound}) by
 * the output's.
 */
public final class Channel {
  /** {@link #sendWaiting} found no room in time. */
  public static final int TIMED_OUT = Output.TIMED_OUT;

  final Action.Receive receiveAction = new Action.Receive(this);
  final Action.Credit creditAction = new Action.Credit(this);
  final ReceiveWindow receiveWindow = new ReceiveWindow(SessionConfig.INITIAL_WINDOW);
  final Outbound outbound = new Outbound();
  boolean remoteFinished;

  /** This side's FIN was asked for; changes under the lock. */
  volatile boolean localFinished;

  private final StreamControl control;
  private final boolean outgoing;
  private volatile @Nullable ChannelHandler handler;
  private volatile boolean open = true;

  private volatile boolean acknowledged;

  /** The peer's FIN came without an ACK: it need not acknowledge any more. */
  private volatile boolean declined;

  private volatile boolean openTimedOut;
  private volatile int resetCode;
  private volatile long openRoundTrip;
  private boolean closing;
  private long since;

  Channel(StreamControl control, boolean outgoing) {
    this.control = control;
    this.outgoing = outgoing;
    this.outbound.unacknowledged = !outgoing;
  }

  /** The stream id on this session's wire, unsigned. */
  public int id() {
    return outbound.id;
  }

  /** Tells the peer that its stream was accepted. Once; more calls do nothing. */
  public void acknowledge() {
    if (open) {
      control.output().acknowledge(outbound);
    }
  }

  /** As {@link #acknowledge()}, granting {@code credit} more bytes in the same frame. */
  public void acknowledge(int credit) {
    if (credit == 0) {
      acknowledge();
    } else {
      control.grant(this, credit, true);
    }
  }

  /**
   * Queues as much of {@code payload} as the peer's window allows and advances its position by it.
   * Ends the session with {@code OUTPUT_OVERFLOW} when more would wait than the session may hold.
   * Sending on a stream of the peer's acknowledges it.
   *
   * @return bytes taken; 0 when the window is used up, or the stream is finished or gone
   */
  public int send(ByteBuffer payload) {
    return control.send(outbound, payload);
  }

  /**
   * As {@link #send}, but at most 64 KiB, and only when the session has room for it, for which this
   * waits: the one method here that blocks.
   *
   * @param nanos how long it may wait
   * @return bytes taken, 0 as for {@link #send}, or {@link #TIMED_OUT}
   */
  public int sendWaiting(ByteBuffer payload, long nanos) throws InterruptedException {
    return control.output().appendWaiting(outbound, payload, nanos);
  }

  /** Allows the peer {@code delta} more bytes; 0 does nothing. */
  public void grant(int delta) {
    if (delta != 0) {
      control.grant(this, delta, false);
    }
  }

  /** Sends FIN behind everything that was queued. Once; more calls do nothing. */
  public void finish() {
    control.finish(this);
  }

  /**
   * Sends RST at once; what this stream queued is dropped. The handler hears nothing more. A stream
   * whose SYN has not left yet vanishes without the peer ever hearing of it.
   */
  public void reset() {
    control.reset(this, ResetCodes.UNKNOWN);
  }

  /**
   * As {@link #reset()}, with a reason for the peer. It is not sent on a session that has not
   * agreed on codes ({@link SessionConfig#resetCodes}), nor for a stream the peer knows nothing of.
   *
   * @param code 0 to {@link ResetCodes#MOST}; 0 says nothing
   */
  public void reset(int code) {
    control.reset(this, ResetCodes.check(code));
  }

  /**
   * Why the peer reset the stream: 0 to {@link ResetCodes#MOST}. 0 when it did not say, said what
   * is no code, did not reset it, or the session has not agreed on codes. Known when the handler
   * hears of the reset.
   */
  public int resetCode() {
    return resetCode;
  }

  /**
   * The user is done with the stream: sends FIN, and RST if the peer's FIN does not come within the
   * close timeout.
   */
  public void linger() {
    control.linger(this);
  }

  /** Bytes the peer allows now; 0 when nothing can be sent any more. */
  public long credit() {
    return control.output().credit(outbound);
  }

  /** Nanoseconds between SYN and its acknowledgement; 0 when not known, or opened by the peer. */
  public long openRoundTripNanos() {
    return openRoundTrip;
  }

  /** Whether frames can still be exchanged on this stream. */
  public boolean isOpen() {
    return open;
  }

  /** Whether this side has asked for its FIN. */
  public boolean isFinished() {
    return localFinished;
  }

  /** Whether the stream ended because the peer did not acknowledge it in time. */
  public boolean isOpenTimedOut() {
    return openTimedOut;
  }

  /** Whether the peer acknowledged this stream of ours. */
  public boolean isAcknowledged() {
    return acknowledged;
  }

  void resetCode(int value) {
    resetCode = value;
  }

  void identify(int id, long now) {
    outbound.id = id;
    since = now;
  }

  void handler(ChannelHandler value) {
    handler = value;
  }

  /** Null until the owner of the session was asked what to do with a stream of the peer's. */
  @Nullable ChannelHandler handler() {
    return handler;
  }

  boolean isInbound() {
    return !outgoing;
  }

  /** A stream of ours that the peer has to acknowledge yet. */
  boolean isPending() {
    return outgoing && !acknowledged && !declined;
  }

  /** A stream of ours that the peer has not acknowledged, whether or not it still may. */
  public boolean isUnaccepted() {
    return outgoing && !acknowledged;
  }

  void declined() {
    declined = true;
  }

  boolean acknowledgedByPeer(long now) {
    if (!isUnaccepted()) {
      return false;
    }
    acknowledged = true;
    openRoundTrip = Math.max(1, now - since);
    return true;
  }

  /** The user closed it; from now on it has only so long to live. */
  void closing(long now) {
    closing = true;
    since = now;
  }

  /**
   * Whether the peer took too long to acknowledge the stream, or to end it. Its time begins when
   * the SYN has left: before that, silence is not the peer's. It begins again whenever the peer
   * acknowledges another stream, for a number of times.
   *
   * @param lastAcknowledged when it last acknowledged any
   */
  boolean isOverdue(long now, long lastAcknowledged, SessionConfig config) {
    if (closing) {
      return now - since >= config.closeTimeout().toNanos();
    }
    if (!isPending() || !outbound.isSynSent()) {
      return false;
    }
    long waited = now - outbound.synSentAt();
    long openTimeout = config.openTimeout().toNanos();
    return Math.min(waited, now - lastAcknowledged) >= openTimeout
        || waited >= config.openTimeouts() * openTimeout;
  }

  void overdue() {
    openTimedOut = isPending();
  }

  void closed() {
    open = false;
  }

  Action.Reset resetAction() {
    return new Action.Reset(this);
  }
}
