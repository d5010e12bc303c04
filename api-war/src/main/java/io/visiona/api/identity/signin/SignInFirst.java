package io.visiona.api.identity.signin;

import io.visiona.shared.head.RawTarget;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The addresses of the API that people's browsers go to by themselves: who has no session there
 * signs in and comes back, instead of being shown an error.
 */
final class SignInFirst {
  private static final Pattern OPENS_A_PAGE = Pattern.compile("/api/agents/[0-9a-fA-F-]{36}/open");

  private SignInFirst() {}

  /** Whether a request without a session is led to sign in. */
  static boolean leads(HttpServletRequest request) {
    return request.getMethod().equals("GET")
        && OPENS_A_PAGE.matcher(request.getRequestURI()).matches()
        && isNavigation(request);
  }

  private static boolean isNavigation(HttpServletRequest request) {
    @Nullable String mode = request.getHeader("Sec-Fetch-Mode");
    @Nullable String accept = request.getHeader("Accept");
    return mode == null ? accept != null && accept.contains("text/html") : mode.equals("navigate");
  }

  /** Leads there, and back again afterwards. */
  static void lead(HttpServletRequest request, HttpServletResponse response) throws IOException {
    response.setStatus(HttpServletResponse.SC_SEE_OTHER);
    response.setHeader("Cache-Control", "no-store");
    response.setHeader(
        "Location",
        "/api/auth/login?return_to="
            + URLEncoder.encode(RawTarget.of(request), StandardCharsets.UTF_8));
    response.setContentLength(0);
    response.flushBuffer();
  }
}
