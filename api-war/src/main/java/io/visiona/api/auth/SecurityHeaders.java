package io.visiona.api.auth;

import jakarta.servlet.http.HttpServletResponse;

/**
 * What every answer tells the browser. Pages of ours load only our own files and run no inline script; answers of the API are
 * no pages at all. Who serves other people's content replaces the policy by one that fits. Immutable.
 */
final class SecurityHeaders {
  static final String POLICY = "Content-Security-Policy";

  private static final String PAGE =
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; form-action 'self';"
          + " base-uri 'none'; frame-ancestors 'none'";
  private static final String DATA = "default-src 'none'; style-src 'self'; base-uri 'none'; frame-ancestors 'none'";

  private final boolean https;

  SecurityHeaders(PublicSite site) {
    this.https = site.https();
  }

  void apply(String rawPath, HttpServletResponse response) {
    boolean data = rawPath.startsWith("/api/") || rawPath.startsWith("/ws/");
    response.setHeader(POLICY, data ? DATA : PAGE);
    response.setHeader("X-Content-Type-Options", "nosniff");
    response.setHeader("X-Frame-Options", "DENY");
    response.setHeader("Referrer-Policy", "no-referrer");
    if (rawPath.startsWith("/api/auth/")) {
      response.setHeader("Cache-Control", "no-store");
    }
    if (https) {
      response.setHeader("Strict-Transport-Security", "max-age=31536000; includeSubDomains");
    }
  }
}
