package io.visiona.api.gateway.service;

import java.io.IOException;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** An exchange with a service failed; the kind says when. */
public final class ServiceException extends IOException {
  private static final long serialVersionUID = 1L;

  /** What happened. */
  public enum Kind {
    /** The service failed too often lately and is left alone. */
    CIRCUIT_OPEN(false),
    /** No connection became free in time. */
    BUSY(false),
    /** No connection could be made: nothing was sent. */
    CONNECT(true),
    /** The connection ended before the head of the response. */
    LOST(true),
    /** No head of a response in time. */
    RESPONSE_TIMEOUT(true),
    /** What came is not HTTP, or ambiguous. */
    BAD_RESPONSE(true),
    /** The body made no progress for too long. */
    IDLE_TIMEOUT(true),
    /** The body of the response ended before its end. */
    CUT(true);

    private final boolean fault;

    Kind(boolean fault) {
      this.fault = fault;
    }

    /** As metrics name it. */
    public String tag() {
      return name().toLowerCase(Locale.ROOT);
    }

    /** Whether it is the service's fault. */
    boolean isFault() {
      return fault;
    }
  }

  private final Kind kind;

  ServiceException(Kind kind, @Nullable Throwable cause) {
    super(kind.tag(), cause);
    this.kind = kind;
  }

  /** What happened. */
  public Kind kind() {
    return kind;
  }
}
