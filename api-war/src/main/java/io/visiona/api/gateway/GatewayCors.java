package io.visiona.api.gateway;

import io.visiona.api.gateway.routes.Route;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.Set;

/** Which other origins' pages may use the gateway, with credentials (https://fetch.spec.whatwg.org/#http-cors-protocol). */
final class GatewayCors {
  private static final String METHODS = "GET, POST, PUT, DELETE";

  private final Set<String> origins;

  GatewayCors(Set<String> origins) {
    this.origins = Set.copyOf(origins);
  }

  /** Adds the headers for an origin that is configured; true when the request was a preflight of one, which is answered with them. */
  boolean answers(HttpServletRequest request, HttpServletResponse response, Route route) {
    if (origins.isEmpty()) {
      return false;
    }
    response.addHeader("Vary", "Origin");
    String origin = request.getHeader("Origin");
    if (origin == null || !origins.contains(origin)) {
      return false;
    }
    response.setHeader("Access-Control-Allow-Origin", origin);
    response.setHeader("Access-Control-Allow-Credentials", "true");
    if (!request.getMethod().equals("OPTIONS") || request.getHeader("Access-Control-Request-Method") == null) {
      response.setHeader("Access-Control-Expose-Headers", "X-Request-Id, RateLimit, RateLimit-Policy, Retry-After");
      return false;
    }
    String added = String.join(", ", route.addedMethods().stream().sorted().toList());
    response.setHeader("Access-Control-Allow-Methods", added.isEmpty() ? METHODS : METHODS + ", " + added);
    response.setHeader("Access-Control-Allow-Headers", "Authorization, Content-Type");
    response.setHeader("Access-Control-Max-Age", "3600");
    response.setStatus(HttpServletResponse.SC_NO_CONTENT);
    return true;
  }
}
