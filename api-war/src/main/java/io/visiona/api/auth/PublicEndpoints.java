package io.visiona.api.auth;

import jakarta.servlet.http.HttpServletRequest;
import java.util.Map;
import java.util.Set;

/**
 * The only requests that need no session, method by method. Everything else does, also what does not exist. A request is compared as it was sent, undecoded: a spelling of a public path that the
 * container and the code behind it might read differently is not public.
 */
final class PublicEndpoints {
  private static final Set<String> READ = Set.of("GET", "HEAD");
  private static final Set<String> POST = Set.of("POST");

  private static final Map<String, Set<String>> METHODS =
      Map.ofEntries(
          Map.entry("/", READ),
          Map.entry("/index.html", READ),
          Map.entry("/console.css", READ),
          Map.entry("/console.js", READ),
          Map.entry("/favicon.svg", READ),
          Map.entry("/healthz", READ),
          Map.entry("/openapi", READ),
          Map.entry("/health/live", READ),
          Map.entry("/health/ready", READ),
          Map.entry("/health/started", READ),
          Map.entry("/api/auth/login", READ),
          Map.entry("/api/auth/callback", READ),
          Map.entry("/api/auth/backchannel-logout", POST),
          Map.entry("/api/pairing/exchange", POST));

  /** What the container maps to the calls between the servers: another port, other credentials (service JWTs), judged there. */
  private static final String INTERNAL = "/internal";

  private PublicEndpoints() {}

  static boolean contains(HttpServletRequest request) {
    Set<String> methods = METHODS.get(request.getRequestURI());
    return (methods != null && methods.contains(request.getMethod())) || INTERNAL.equals(request.getServletPath());
  }
}
