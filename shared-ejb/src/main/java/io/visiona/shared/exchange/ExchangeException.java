package io.visiona.shared.exchange;

import io.visiona.shared.sessions.StreamRefusal;
import io.visiona.yamux.session.YamuxException;
import java.io.IOException;

/** An exchange failed; the code says which side of it and when. */
public final class ExchangeException extends IOException {
  private static final long serialVersionUID = 1L;

  /** What happened. */
  public enum Code {
    /**
     * The stream was reset or ended before anybody accepted it, or the agent takes no new ones:
     * nothing of the request was acted on, and the agent is alive unless its tunnel is gone.
     */
    REFUSED,
    /** No more streams can be opened now. */
    BUSY,
    /** The session ended before the stream was accepted. */
    NOT_SENT,
    /** Nobody accepted the stream in time. */
    OPEN_TIMEOUT,
    /** No complete response head in time. */
    RESPONSE_TIMEOUT,
    /** The body made no progress for too long. */
    IDLE_TIMEOUT,
    /** The stream or its session ended while it was needed. */
    LOST,
    /** What came is not HTTP, ambiguous, or too large. */
    BAD_RESPONSE
  }

  private final Code code;
  private final StreamRefusal refusal;

  ExchangeException(Code code, String message) {
    super(message);
    this.code = code;
    this.refusal = StreamRefusal.UNKNOWN;
  }

  ExchangeException(Code code, Throwable cause) {
    this(code, StreamRefusal.UNKNOWN, cause);
  }

  private ExchangeException(Code code, StreamRefusal refusal, Throwable cause) {
    super(cause.getMessage(), cause);
    this.code = code;
    this.refusal = refusal;
  }

  /** What happened; never changes. */
  public Code code() {
    return code;
  }

  /** Why the relay refused the stream; tells something only of {@link Code#REFUSED}. */
  public StreamRefusal refusal() {
    return refusal;
  }

  static ExchangeException badResponse(String message) {
    return new ExchangeException(Code.BAD_RESPONSE, message);
  }

  /** What a fault of a stream means. */
  static ExchangeException of(YamuxException fault, boolean accepted) {
    return new ExchangeException(
        switch (fault.code()) {
          case OPEN_TIMEOUT -> Code.OPEN_TIMEOUT;
          case STREAM_LIMIT, PENDING_OPEN_LIMIT -> Code.BUSY;
          case STREAM_RESET, STREAM_REFUSED, GOING_AWAY -> accepted ? Code.LOST : Code.REFUSED;
          case READ_TIMEOUT -> Code.IDLE_TIMEOUT;
          case SESSION_CLOSED, SESSION_LOST, IDLE_TIMEOUT, WRITE_TIMEOUT ->
              accepted ? Code.LOST : Code.NOT_SENT;
          case PROTOCOL_ERROR, PEER_ERROR, OUTPUT_OVERFLOW, STREAM_CLOSED ->
              accepted ? Code.LOST : Code.NOT_SENT;
        },
        StreamRefusal.of(fault.resetCode()),
        fault);
  }
}
