package io.visiona.api.http;

import io.visiona.shared.error.ErrorCode;

/** Names what the container refuses by a bare status. */
final class ErrorCodes {
  private static final int SERVER_ERROR = 500;

  private ErrorCodes() {}

  /** The code of a status nobody gave a code. */
  static ErrorCode of(int status) {
    return switch (status) {
      case 401 -> ErrorCode.UNAUTHENTICATED;
      case 403 -> ErrorCode.FORBIDDEN;
      case 404 -> ErrorCode.NOT_FOUND;
      case 405 -> ErrorCode.METHOD_NOT_ALLOWED;
      case 406 -> ErrorCode.NOT_ACCEPTABLE;
      case 413 -> ErrorCode.PAYLOAD_TOO_LARGE;
      case 415 -> ErrorCode.UNSUPPORTED_MEDIA_TYPE;
      default -> status >= SERVER_ERROR ? ErrorCode.INTERNAL : ErrorCode.BAD_REQUEST;
    };
  }
}
