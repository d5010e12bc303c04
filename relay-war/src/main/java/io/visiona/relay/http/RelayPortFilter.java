package io.visiona.relay.http;

import io.visiona.relay.config.TunnelConfig;
import io.visiona.shared.directory.DirectoryConfig;
import io.visiona.shared.error.ErrorCode;
import io.visiona.shared.identity.ServiceCallers;
import io.visiona.shared.identity.ServiceTokens;
import jakarta.inject.Inject;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Optional;

/**
 * Runs before everything but the judge of heads: what does not exist on a port is 404 there, and
 * what is internal needs a service JWT for the relay.
 */
public final class RelayPortFilter extends HttpFilter {
  private static final long serialVersionUID = 1L;

  private final transient TunnelConfig config;
  private final transient String audience;
  private final transient ServiceCallers callers;
  private final transient JsonResponses answers;

  @Inject
  public RelayPortFilter(
      TunnelConfig config,
      DirectoryConfig directory,
      ServiceCallers callers,
      JsonResponses answers) {
    this.config = config;
    this.audience = ServiceTokens.relay(directory.relayId());
    this.callers = callers;
    this.answers = answers;
  }

  @Override
  protected void doFilter(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    String path = pathOf(request);
    if (!Port.of(request, config).offers(path)) {
      answers.error(request, response, ErrorCode.NOT_FOUND);
    } else if (path.startsWith("/internal/")) {
      internal(request, response, chain);
    } else {
      chain.doFilter(request, response);
    }
  }

  private void internal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    Optional<HttpServletRequest> admitted =
        callers.admit(request, response, ServiceTokens.RELAY, audience);
    if (admitted.isEmpty()) {
      response.setHeader("WWW-Authenticate", "Bearer");
      answers.error(request, response, ErrorCode.UNAUTHENTICATED);
    } else {
      chain.doFilter(admitted.get(), response);
    }
  }

  private static String pathOf(HttpServletRequest request) {
    String info = request.getPathInfo();
    return info == null ? request.getServletPath() : request.getServletPath() + info;
  }
}
