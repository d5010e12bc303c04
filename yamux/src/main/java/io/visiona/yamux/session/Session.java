package io.visiona.yamux.session;

import io.visiona.yamux.flow.WindowBudget;
import java.nio.ByteBuffer;

/**
 * A session as a push machine: bytes go in, bytes come out, handlers hear what happened. It has no
 * threads, never blocks and does no I/O; a rim does that. Thread-safe.
 */
public final class Session {
  /**
   * Makes a session that some rim has yet to drive.
   *
   * @param budget shared by all sessions of a process
   */
  public Session(Role role, SessionConfig config, WindowBudget budget, SessionHandler handler) {}

  /**
   * Takes everything the transport brought. One thread at a time. Never blocks, and never throws on
   * what the peer sent: a protocol error queues go-away(1) and ends the session.
   */
  public void receive(ByteBuffer bytes) {
    Unfinished.body();
  }

  /** The transport ended or failed: every stream ends with {@code SESSION_LOST}. */
  public void transportClosed() {
    Unfinished.body();
  }

  /**
   * Moves waiting bytes into {@code destination}: control frames first, then the streams in turn.
   * One thread at a time. The bytes count as outstanding until {@link #transmitProgress()} or the
   * next call.
   *
   * @return bytes moved; 0 when nothing waits
   */
  public int transmit(ByteBuffer destination) {
    return Unfinished.body();
  }

  /** The transport took everything that was handed over; without it the write timeout runs. */
  public void transmitProgress() {
    Unfinished.body();
  }

  /** Whether something waits to be transmitted. */
  public boolean hasOutput() {
    return Unfinished.body();
  }

  /** Ended, and its last frame was taken: the rim closes the transport. */
  public boolean isFinished() {
    return Unfinished.body();
  }

  /** Heartbeat and time-outs; to be called about once a second with {@link System#nanoTime}. */
  public void tick(long nanoTime) {
    Unfinished.body();
  }

  /** Sends a ping now; {@link #stats()} shows the round trip once it is answered. */
  public void ping() {
    Unfinished.body();
  }

  /**
   * Opens a stream with WINDOW_UPDATE|SYN.
   *
   * @throws YamuxException {@code STREAM_LIMIT}, {@code PENDING_OPEN_LIMIT}, {@code GOING_AWAY} or
   *     {@code SESSION_CLOSED}
   */
  public Channel open(ChannelHandler handler) throws YamuxException {
    return open(handler, ByteBuffer.allocate(0));
  }

  /**
   * Opens a stream with DATA|SYN that carries {@code first}, which is taken whole.
   *
   * @param first at most {@link SessionConfig#INITIAL_WINDOW} bytes; when empty, as {@link
   *     #open(ChannelHandler)}
   */
  public Channel open(ChannelHandler handler, ByteBuffer first) throws YamuxException {
    return Unfinished.body();
  }

  /** Drains: sends go-away(0); no new streams either way, running ones finish. */
  public void goAway() {
    Unfinished.body();
  }

  /** Ends the session now; streams hear {@link ChannelHandler#sessionEnded}. */
  public void close(YamuxException.Code reason) {
    Unfinished.body();
  }

  public SessionStats stats() {
    return Unfinished.body();
  }

  /** Not ended. */
  public boolean isOpen() {
    return Unfinished.body();
  }

  /** Either side sent go-away(0). */
  public boolean isDraining() {
    return Unfinished.body();
  }
}
