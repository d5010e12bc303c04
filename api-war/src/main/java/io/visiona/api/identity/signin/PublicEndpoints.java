package io.visiona.api.identity.signin;

import jakarta.servlet.http.HttpServletRequest;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The only requests that need no session, method by method. Everything else does, also what does
 * not exist. A request is compared as it was sent, undecoded: a spelling of a public path that the
 * container and the code behind it might read differently is not public.
 */
public final class PublicEndpoints {
  private static final Set<String> READ = Set.of("GET", "HEAD");
  private static final Set<String> POST = Set.of("POST");

  private static final Map<String, Set<String>> METHODS =
      Map.ofEntries(
          Map.entry("/healthz", READ),
          Map.entry("/openapi", READ),
          Map.entry("/health/live", READ),
          Map.entry("/health/ready", READ),
          Map.entry("/health/started", READ),
          Map.entry("/api/auth/login", READ),
          Map.entry("/api/auth/callback", READ),
          Map.entry("/api/auth/backchannel-logout", POST),
          Map.entry("/api/auth/device", POST),
          Map.entry("/api/auth/device/token", POST),
          Map.entry("/api/pairing/exchange", POST));

  /**
   * What the container maps to the calls between the servers: another port, other credentials
   * (service JWTs), judged there.
   */
  private static final String INTERNAL = "/internal";

  /** What agents fetch with a ticket: one segment below. */
  private static final Pattern MODEL_FILE = Pattern.compile("/api/model-files/[0-9a-fA-F-]{36}");

  private PublicEndpoints() {}

  /**
   * Whether requests of this method for this path, as it was sent, are among those of fixed paths.
   */
  public static boolean contains(String method, String path) {
    return METHODS.getOrDefault(path, Set.of()).contains(method);
  }

  static boolean contains(HttpServletRequest request) {
    return contains(request.getMethod(), request.getRequestURI())
        || (READ.contains(request.getMethod())
            && MODEL_FILE.matcher(request.getRequestURI()).matches())
        || INTERNAL.equals(request.getServletPath());
  }
}
