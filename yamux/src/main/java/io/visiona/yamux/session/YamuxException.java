package io.visiona.yamux.session;

import java.io.IOException;

/** The one fault of this library; the code says what happened, the message why. */
public final class YamuxException extends IOException {
  private static final long serialVersionUID = 1L;

  /** What happened. */
  public enum Code {
    /** The peer broke the protocol, or said that we did. */
    PROTOCOL_ERROR,
    /** The peer ended the session with an internal error of its own. */
    PEER_ERROR,
    /** The stream was reset, by the peer or by this side. */
    STREAM_RESET,
    /**
     * The peer ended the stream by RST or FIN without ever accepting it. The session is alive: the
     * peer has no room, or wants no more streams.
     */
    STREAM_REFUSED,
    /** The stream's output was already closed. */
    STREAM_CLOSED,
    /** The peer did not acknowledge the stream in time. */
    OPEN_TIMEOUT,
    /** No more streams may be opened on this session now. */
    STREAM_LIMIT,
    /** Too many opened streams wait for the peer's acknowledgement. */
    PENDING_OPEN_LIMIT,
    /** One of the two sides drains: running streams finish, new ones are refused. */
    GOING_AWAY,
    /** This side closed the session. */
    SESSION_CLOSED,
    /** The transport ended or failed. */
    SESSION_LOST,
    /** The transport took nothing for too long, or a write waited longer than the stream allows. */
    WRITE_TIMEOUT,
    /** Nothing was received for too long. */
    IDLE_TIMEOUT,
    /** More waits for the transport than the session may hold. */
    OUTPUT_OVERFLOW,
    /** Nothing could be read within the stream's read timeout. */
    READ_TIMEOUT
  }

  private final Code code;
  private final int resetCode;

  public YamuxException(Code code, String message) {
    this(code, message, ResetCodes.UNKNOWN);
  }

  /** A stream's end by the peer's RST, with what {@link Channel#resetCode()} says of it. */
  public YamuxException(Code code, String message, int resetCode) {
    super(message);
    this.code = code;
    this.resetCode = resetCode;
  }

  public YamuxException(Code code, String message, Throwable cause) {
    this(code, message, ResetCodes.UNKNOWN, cause);
  }

  private YamuxException(Code code, String message, int resetCode, Throwable cause) {
    super(message, cause);
    this.code = code;
    this.resetCode = resetCode;
  }

  /** The same for another thread that meets it, with a stack trace of its own. */
  public YamuxException again() {
    return new YamuxException(code, String.valueOf(getMessage()), resetCode, this);
  }

  /** What happened; never changes. */
  public Code code() {
    return code;
  }

  /**
   * Why the peer reset the stream, as {@link Channel#resetCode()}; 0 for every other fault and
   * where nothing was said.
   */
  public int resetCode() {
    return resetCode;
  }
}
