package io.visiona.api.pages;

import io.visiona.api.http.Problems;
import io.visiona.shared.error.ApiException;
import io.visiona.shared.error.ErrorCode;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/** What this server itself says at the hosts of pages; nothing of it may be kept or framed. */
final class PageResponses {
  private PageResponses() {}

  /** The headers of all of them. */
  static void guard(HttpServletResponse response) {
    response.setHeader("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'");
    response.setHeader("X-Content-Type-Options", "nosniff");
    response.setHeader("Referrer-Policy", "no-referrer");
    response.setHeader("Cache-Control", "no-store");
  }

  /**
   * There is nothing of that name; the same for every name, in every spelling, whatever is asked.
   */
  static void unknown(HttpServletResponse response) throws IOException {
    guard(response);
    response.setStatus(HttpServletResponse.SC_NOT_FOUND);
    response.setContentLength(0);
    response.flushBuffer();
  }

  static void redirect(HttpServletResponse response, String to) throws IOException {
    guard(response);
    response.setStatus(HttpServletResponse.SC_SEE_OTHER);
    response.setHeader("Location", to);
    response.setContentLength(0);
    response.flushBuffer();
  }

  static void refuse(HttpServletRequest request, HttpServletResponse response, ErrorCode code)
      throws IOException {
    guard(response);
    Problems.send(request, response, code);
  }

  static void refuse(
      HttpServletRequest request, HttpServletResponse response, ErrorCode code, String message)
      throws IOException {
    guard(response);
    Problems.send(request, response, new ApiException(code, message));
  }
}
