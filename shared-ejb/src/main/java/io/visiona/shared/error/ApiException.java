package io.visiona.shared.error;

/** A fault that a boundary turns into the error envelope. The message is shown outside: no secrets, no internals. */
public final class ApiException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final ErrorCode code;

  public ApiException(ErrorCode code) {
    this(code, code.message());
  }

  public ApiException(ErrorCode code, String message) {
    super(message);
    this.code = code;
  }

  public ApiException(ErrorCode code, Throwable cause) {
    super(code.message(), cause);
    this.code = code;
  }

  /** What it is, with the status it answers. */
  public ErrorCode code() {
    return code;
  }
}
