package io.visiona.api.identity.signin;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.jspecify.annotations.Nullable;

/**
 * Cross-origin use of the API by the configured origins, with credentials; nobody else gets a CORS
 * header (https://fetch.spec.whatwg.org/#http-cors-protocol). Immutable.
 */
final class CorsPolicy {
  private final PublicSite site;

  CorsPolicy(PublicSite site) {
    this.site = site;
  }

  /** Adds what every answer says, refusals too: whether the page that asked may read it. */
  void begin(HttpServletRequest request, HttpServletResponse response) {
    if (site.corsOrigins().isEmpty()) {
      return;
    }
    response.addHeader("Vary", "Origin");
    if (!isConfigured(request.getHeader("Origin"))) {
      return;
    }
    response.setHeader("Access-Control-Allow-Origin", request.getHeader("Origin"));
    response.setHeader("Access-Control-Allow-Credentials", "true");
    if (!isPreflight(request)) {
      response.setHeader(
          "Access-Control-Expose-Headers",
          "X-Request-Id, RateLimit, RateLimit-Policy, Retry-After");
    }
  }

  /** Behind {@link #begin}: true when the request was a preflight and is answered. */
  boolean answers(HttpServletRequest request, HttpServletResponse response) {
    if (!isConfigured(request.getHeader("Origin")) || !isPreflight(request)) {
      return false;
    }
    response.setHeader("Access-Control-Allow-Methods", "GET, POST, PUT, PATCH, DELETE");
    response.setHeader("Access-Control-Allow-Headers", "Content-Type, X-CSRF, X-Request-Id");
    response.setHeader("Access-Control-Max-Age", "600");
    response.setStatus(HttpServletResponse.SC_NO_CONTENT);
    return true;
  }

  private boolean isConfigured(@Nullable String origin) {
    return origin != null && site.corsOrigins().contains(origin);
  }

  private static boolean isPreflight(HttpServletRequest request) {
    return "OPTIONS".equals(request.getMethod())
        && request.getHeader("Access-Control-Request-Method") != null;
  }
}
