package io.visiona.shared.error;

import java.util.Map;

/**
 * A fault that a boundary turns into the error envelope. The message is shown outside: no secrets,
 * no internals.
 */
public final class ApiException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final ErrorCode code;
  private final transient Map<String, Object> details;

  public ApiException(ErrorCode code) {
    this(code, code.message());
  }

  public ApiException(ErrorCode code, String message) {
    this(code, message, Map.of());
  }

  /**
   * With plain values (texts, numbers, booleans) that front ends fill into their texts, such as the
   * field's name.
   */
  public ApiException(ErrorCode code, String message, Map<String, Object> details) {
    super(message);
    this.code = code;
    this.details = Map.copyOf(details);
  }

  public ApiException(ErrorCode code, Throwable cause) {
    super(code.message(), cause);
    this.code = code;
    this.details = Map.of();
  }

  /** What it is, with the status it answers. */
  public ErrorCode code() {
    return code;
  }

  /** Plain values for texts; often empty. */
  public Map<String, Object> details() {
    return details;
  }
}
