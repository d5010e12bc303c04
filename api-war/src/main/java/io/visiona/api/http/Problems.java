package io.visiona.api.http;

import io.visiona.shared.error.ApiException;
import io.visiona.shared.error.ErrorCode;
import io.visiona.shared.error.ErrorEnvelope;
import jakarta.json.JsonObject;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Writes the error envelope, for JAX-RS and for filters. */
public final class Problems {
  /** Media type of every JSON answer. */
  public static final String JSON = "application/json;charset=utf-8";

  private static final Clock CLOCK = Clock.systemUTC();

  private Problems() {}

  /** A JAX-RS answer that headers can still be added to. */
  public static Response.ResponseBuilder builder(
      ServletRequest request, ErrorCode code, String message) {
    return builder(RequestIdFilter.of(request), new ApiException(code, message));
  }

  /** As {@link #builder(ServletRequest, ErrorCode, String)}, where the request can't be asked. */
  static Response.ResponseBuilder builder(String requestId, ApiException fault) {
    return Response.status(fault.code().status())
        .type(JSON)
        .header("Cache-Control", "no-store")
        .entity(envelope(requestId, fault).toString());
  }

  /**
   * {@code Retry-After} of a refusal for now, in seconds: what another part of the system has to
   * mend takes longer than a free place.
   */
  public static Optional<String> retryAfter(ErrorCode code) {
    return switch (code.status()) {
      case 503, 429 -> Optional.of(code == ErrorCode.DIRECTORY_UNAVAILABLE ? "2" : "1");
      default -> Optional.empty();
    };
  }

  /** Answers from a filter or servlet and ends the response; nothing may have been sent before. */
  public static void send(ServletRequest request, HttpServletResponse response, ErrorCode code)
      throws IOException {
    send(request, response, code, code.message());
  }

  /** As {@link #send(ServletRequest, HttpServletResponse, ErrorCode)} with a message of its own. */
  public static void send(
      ServletRequest request, HttpServletResponse response, ErrorCode code, String message)
      throws IOException {
    sayWhenAgain(response, code);
    write(
        response,
        code.status(),
        ErrorEnvelope.of(code, message, RequestIdFilter.of(request), CLOCK));
  }

  /** Answers with a fault and its details. */
  public static void send(ServletRequest request, HttpServletResponse response, ApiException fault)
      throws IOException {
    sayWhenAgain(response, fault.code());
    write(response, fault.code().status(), envelope(RequestIdFilter.of(request), fault));
  }

  /** Every 503 of ours says when to try again; whoever knows better has said so before. */
  private static void sayWhenAgain(HttpServletResponse response, ErrorCode code) {
    if (code.status() == HttpServletResponse.SC_SERVICE_UNAVAILABLE
        && !response.containsHeader("Retry-After")) {
      retryAfter(code).ifPresent(seconds -> response.setHeader("Retry-After", seconds));
    }
  }

  /**
   * Answers with what an agent said went wrong.
   *
   * @param details plain values for texts, null when it gave none
   */
  public static void sendOfAgent(
      ServletRequest request,
      HttpServletResponse response,
      int status,
      String code,
      String message,
      @Nullable JsonObject details)
      throws IOException {
    String i18n = ErrorCode.of(code).map(ErrorCode::i18n).orElse(code);
    write(
        response,
        status,
        ErrorEnvelope.ofAgent(code, i18n, message, details, RequestIdFilter.of(request), CLOCK));
  }

  /**
   * As {@link #send(ServletRequest, HttpServletResponse, ErrorCode)} where codes are in capitals:
   * below {@code /gateway}.
   */
  public static void sendCapital(
      ServletRequest request, HttpServletResponse response, int status, String code, String message)
      throws IOException {
    String i18n = code.toLowerCase(Locale.ROOT);
    write(
        response,
        status,
        ErrorEnvelope.of(code, i18n, message, RequestIdFilter.of(request), CLOCK));
  }

  private static void write(HttpServletResponse response, int status, JsonObject envelope)
      throws IOException {
    byte[] body = envelope.toString().getBytes(StandardCharsets.UTF_8);
    response.resetBuffer();
    response.setStatus(status);
    response.setContentType(JSON);
    response.setHeader("Cache-Control", "no-store");
    response.setContentLength(body.length);
    response.getOutputStream().write(body);
    response.flushBuffer();
  }

  private static JsonObject envelope(String requestId, ApiException fault) {
    return ErrorEnvelope.of(
        fault.code(), String.valueOf(fault.getMessage()), fault.details(), requestId, CLOCK);
  }
}
