package io.visiona.api.gateway;

import java.util.List;

/**
 * The gateway answers itself.
 *
 * @param error what
 * @param reason of a 401, for metrics; empty otherwise
 * @param close whether the connection must not be used again: where a request ends is uncertain
 * @param message for people
 */
record GatewayRefusal(GatewayError error, String reason, boolean close, String message) {
  /** RFC 6750 section 3. Without credentials there is no error to be told. */
  private static final String CHALLENGE = "Bearer realm=\"gateway\"";

  /** With the error's own message. */
  GatewayRefusal(GatewayError error, String reason, boolean close) {
    this(error, reason, close, error.message());
  }

  static GatewayRefusal of(GatewayError error) {
    return new GatewayRefusal(error, "", error == GatewayError.BAD_REQUEST);
  }

  /** A request that cannot be gone on with, and why; the connection is not used again. */
  static GatewayRefusal badRequest(String message) {
    return new GatewayRefusal(GatewayError.BAD_REQUEST, "", true, message);
  }

  static GatewayRefusal unauthenticated(GatewayError error, String reason) {
    return new GatewayRefusal(error, reason, false);
  }

  /** The {@code WWW-Authenticate} of a 401; empty otherwise. */
  List<String> challenge() {
    return switch (error) {
      case AUTHENTICATION_FAILED -> List.of(CHALLENGE);
      case INVALID_TOKEN ->
          List.of(
              CHALLENGE
                  + ", error=\"invalid_token\", error_description=\"The token is not valid\"");
      case TOKEN_EXPIRED ->
          List.of(
              CHALLENGE + ", error=\"invalid_token\", error_description=\"The token has expired\"");
      case USER_NOT_FOUND,
          RATE_LIMIT_EXCEEDED,
          SERVICE_UNAVAILABLE,
          GATEWAY_TIMEOUT,
          BAD_REQUEST,
          NOT_FOUND,
          METHOD_NOT_ALLOWED,
          REQUEST_TIMEOUT,
          FORBIDDEN,
          CSRF_REJECTED,
          PAYLOAD_TOO_LARGE,
          FIELDS_TOO_LARGE,
          INTERNAL_ERROR ->
          List.of();
    };
  }
}
