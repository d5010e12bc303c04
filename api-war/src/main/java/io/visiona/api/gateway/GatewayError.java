package io.visiona.api.gateway;

/** Every error of the gateway itself. What services answer passes as it is. */
public enum GatewayError {
  AUTHENTICATION_FAILED(401, "Credentials are required."),
  INVALID_TOKEN(401, "The credentials are not valid."),
  TOKEN_EXPIRED(401, "The token has expired."),
  USER_NOT_FOUND(404, "The user is not known here."),
  RATE_LIMIT_EXCEEDED(429, "Too many requests; try again later."),
  SERVICE_UNAVAILABLE(503, "The service is not available."),
  GATEWAY_TIMEOUT(504, "The service did not answer in time."),
  BAD_REQUEST(400, "The request is not valid."),
  NOT_FOUND(404, "There is no such route."),
  REQUEST_TIMEOUT(408, "The body of the request did not come in time."),
  METHOD_NOT_ALLOWED(405, "The route does not take this method."),
  FORBIDDEN(403, "This is not allowed."),
  CSRF_REJECTED(403, "The request does not come from this site's own pages."),
  PAYLOAD_TOO_LARGE(413, "The body is too large."),
  FIELDS_TOO_LARGE(431, "The credentials are too large."),
  INTERNAL_ERROR(500, "Something went wrong here.");

  private final int status;
  private final String message;

  GatewayError(int status, String message) {
    this.status = status;
    this.message = message;
  }

  /** The HTTP status it goes out with. */
  public int status() {
    return status;
  }

  /** For people. */
  public String message() {
    return message;
  }
}
