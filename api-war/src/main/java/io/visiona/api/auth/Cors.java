package io.visiona.api.auth;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

/** Cross-origin use of the API by the configured origins, with credentials; nobody else gets a CORS header. Immutable. */
final class Cors {
  private final PublicSite site;

  Cors(PublicSite site) {
    this.site = site;
  }

  /** Adds what the browser needs; true when the request was a preflight and is answered. */
  boolean answers(HttpServletRequest request, HttpServletResponse response) {
    if (site.corsOrigins().isEmpty()) {
      return false;
    }
    response.addHeader("Vary", "Origin");
    String origin = request.getHeader("Origin");
    if (origin == null || !site.corsOrigins().contains(origin)) {
      return false;
    }
    response.setHeader("Access-Control-Allow-Origin", origin);
    response.setHeader("Access-Control-Allow-Credentials", "true");
    response.setHeader("Access-Control-Expose-Headers", "X-Request-Id, Retry-After");
    if (!"OPTIONS".equals(request.getMethod()) || request.getHeader("Access-Control-Request-Method") == null) {
      return false;
    }
    response.setHeader("Access-Control-Allow-Methods", "GET, POST, PUT, PATCH, DELETE");
    response.setHeader("Access-Control-Allow-Headers", "Content-Type, X-CSRF, X-Request-Id");
    response.setHeader("Access-Control-Max-Age", "600");
    response.setStatus(HttpServletResponse.SC_NO_CONTENT);
    return true;
  }
}
