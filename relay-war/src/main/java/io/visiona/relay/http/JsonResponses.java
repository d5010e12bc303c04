package io.visiona.relay.http;

import io.visiona.shared.error.ErrorCode;
import io.visiona.shared.error.ErrorEnvelope;
import io.visiona.shared.error.RequestId;
import jakarta.json.JsonObject;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;

/** JSON answers of servlets and filters. Thread-safe. */
public final class JsonResponses {
  private final Clock clock;

  public JsonResponses(Clock clock) {
    this.clock = clock;
  }

  /** The error envelope. */
  public void error(HttpServletRequest request, HttpServletResponse response, ErrorCode code)
      throws IOException {
    String id = RequestId.acceptOrCreate(request.getHeader(RequestId.HEADER));
    response.setHeader(RequestId.HEADER, id);
    json(response, code.status(), ErrorEnvelope.of(code, code.message(), id, clock));
  }

  /** As {@link #error}, telling when to try again. */
  public void errorForNow(
      HttpServletRequest request, HttpServletResponse response, ErrorCode code, Duration retryAfter)
      throws IOException {
    response.setHeader("Retry-After", Long.toString(Math.max(1, retryAfter.toSeconds())));
    error(request, response, code);
  }

  /** Any JSON. */
  public void json(HttpServletResponse response, int status, JsonObject body) throws IOException {
    byte[] bytes = body.toString().getBytes(StandardCharsets.UTF_8);
    response.setStatus(status);
    response.setContentType("application/json");
    response.setHeader("Cache-Control", "no-store");
    response.setHeader("X-Content-Type-Options", "nosniff");
    response.setContentLength(bytes.length);
    response.getOutputStream().write(bytes);
  }
}
