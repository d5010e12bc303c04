package io.visiona.standins.membercenter;

import com.nimbusds.oauth2.sdk.OAuth2Error;
import com.nimbusds.oauth2.sdk.ParseException;
import com.nimbusds.oauth2.sdk.http.HTTPRequest;
import com.nimbusds.oauth2.sdk.http.JakartaServletUtils;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.URI;

/** What the provider's servlets share: bounded requests in, uncached answers out. */
final class ProviderRequests {
  private static final long MOST_BODY_CHARS = 32 * 1024;

  private ProviderRequests() {}

  /**
   * The request as Nimbus takes it; a body that is too long or badly encoded is a {@link
   * ParseException}.
   */
  static HTTPRequest read(HttpServletRequest request) throws ParseException {
    try {
      return JakartaServletUtils.createHTTPRequest(request, MOST_BODY_CHARS);
    } catch (IOException | IllegalArgumentException unreadable) {
      throw new ParseException(
          "The request cannot be read", OAuth2Error.INVALID_REQUEST, unreadable);
    }
  }

  static void json(HttpServletResponse response, String json) throws IOException {
    response.setContentType("application/json");
    response.setCharacterEncoding("utf-8");
    response.setHeader("X-Content-Type-Options", "nosniff");
    response.getWriter().write(json);
  }

  static void page(HttpServletResponse response, int status, String html) throws IOException {
    response.setStatus(status);
    response.setContentType("text/html");
    response.setCharacterEncoding("utf-8");
    uncached(response);
    response.setHeader("X-Content-Type-Options", "nosniff");
    response.setHeader(
        "Content-Security-Policy",
        "default-src 'none'; style-src 'self'; base-uri 'none'; frame-ancestors 'none'");
    response.getWriter().write(html);
  }

  static void redirect(HttpServletResponse response, URI location) {
    response.setStatus(HttpServletResponse.SC_FOUND);
    uncached(response);
    response.setHeader("Location", location.toString());
  }

  private static void uncached(HttpServletResponse response) {
    response.setHeader("Cache-Control", "no-store");
    response.setHeader("Referrer-Policy", "no-referrer");
  }
}
