package io.visiona.api.identity.signin;

import jakarta.servlet.http.HttpServletRequest;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Whether a request with the person's cookie was made by a page we trust (OWASP: cross-site request
 * forgery). Browsers say where it comes from in {@code Sec-Fetch-Site} and {@code Origin}, which
 * pages cannot set; {@code X-CSRF} cannot be added across origins without leave. Other programs
 * send neither of the first two. Immutable.
 */
final class RequestOrigin {
  static final String CSRF_HEADER = "X-CSRF";

  private static final Set<String> SAFE_METHODS = Set.of("GET", "HEAD", "OPTIONS", "TRACE");

  private final PublicSite site;

  RequestOrigin(PublicSite site) {
    this.site = site;
  }

  /** Whether the request may act for the person whose cookie it carries. */
  boolean allows(HttpServletRequest request) {
    if (!SAFE_METHODS.contains(request.getMethod())) {
      return "1".equals(request.getHeader(CSRF_HEADER)) && fromTrustedPage(request);
    }
    // A WebSocket is a GET that is not bound by CORS, so its origin must be looked at here (RFC
    // 6455 section 10.2).
    return !opensWebSocket(request) || fromTrustedPage(request);
  }

  private boolean fromTrustedPage(HttpServletRequest request) {
    String origin = request.getHeader("Origin");
    if (origin != null) {
      return site.trusts(origin);
    }
    String fetchSite = request.getHeader("Sec-Fetch-Site");
    return fetchSite == null || fetchSite.equals("same-origin") || fetchSite.equals("none");
  }

  private static boolean opensWebSocket(HttpServletRequest request) {
    @Nullable String upgrade = request.getHeader("Upgrade");
    return upgrade != null;
  }
}
