package io.visiona.shared.sessions;

/** A store could not do what was asked. The codes are never confused: absence is not an outage. */
public final class SessionStoreException extends Exception {
  private static final long serialVersionUID = 1L;

  /** Why. */
  public enum Code {
    /** No live session of that id. */
    NOT_FOUND,
    /** This implementation has no such operation. */
    NOT_SUPPORTED,
    /** The relay did not answer, or not properly. */
    RELAY_UNAVAILABLE,
    /** Which relay has the session could not be told. */
    DIRECTORY_UNAVAILABLE
  }

  private final Code code;

  public SessionStoreException(Code code, String message) {
    super(message);
    this.code = code;
  }

  public SessionStoreException(Code code, String message, Throwable cause) {
    super(message, cause);
    this.code = code;
  }

  /** Why. */
  public Code code() {
    return code;
  }
}
