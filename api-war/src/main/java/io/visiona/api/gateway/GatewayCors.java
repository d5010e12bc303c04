package io.visiona.api.gateway;

import io.visiona.api.gateway.routes.GatewayRoute;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.Set;

/** What pages of other origins may send to the gateway, with credentials. Immutable. */
final class GatewayCors {
  private static final String METHODS = "GET, POST, PUT, DELETE";

  private final Set<String> origins;

  GatewayCors(Set<String> origins) {
    this.origins = Set.copyOf(origins);
  }

  private static boolean isPreflight(HttpServletRequest request) {
    return request.getMethod().equals("OPTIONS")
        && request.getHeader("Access-Control-Request-Method") != null;
  }

  /**
   * True when the request was a preflight of a configured origin, which is answered. What every
   * answer has is there already.
   */
  boolean answers(HttpServletRequest request, HttpServletResponse response, GatewayRoute route) {
    String origin = request.getHeader("Origin");
    if (origin == null || !origins.contains(origin) || !isPreflight(request)) {
      return false;
    }
    String added = String.join(", ", route.addedMethods().stream().sorted().toList());
    response.setHeader(
        "Access-Control-Allow-Methods", added.isEmpty() ? METHODS : METHODS + ", " + added);
    response.setHeader("Access-Control-Allow-Headers", "Authorization, Content-Type, X-CSRF");
    response.setHeader("Access-Control-Max-Age", "3600");
    response.setStatus(HttpServletResponse.SC_NO_CONTENT);
    return true;
  }
}
