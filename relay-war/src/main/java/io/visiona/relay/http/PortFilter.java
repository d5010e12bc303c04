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

/**
 * Runs before everything but the judge of heads: what does not exist on a port is 404 there, and
 * what is internal needs a service JWT for the relay.
 */
public final class PortFilter extends HttpFilter {
  private static final long serialVersionUID = 1L;

  private final transient TunnelConfig config;
  private final transient String audience;
  private final transient Answers answers;

  @Inject
  public PortFilter(TunnelConfig config, DirectoryConfig directory, Answers answers) {
    this.config = config;
    this.audience = ServiceTokens.relay(directory.relayId());
    this.answers = answers;
  }

  @Override
  protected void doFilter(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    String path = pathOf(request);
    if (!Port.of(request, config).offers(path)) {
      answers.error(request, response, ErrorCode.NOT_FOUND);
    } else if (path.startsWith("/internal/")
        && !ServiceCallers.isOne(request, response, ServiceTokens.RELAY, audience)) {
      response.setHeader("WWW-Authenticate", "Bearer");
      answers.error(request, response, ErrorCode.UNAUTHENTICATED);
    } else {
      chain.doFilter(request, response);
    }
  }

  private static String pathOf(HttpServletRequest request) {
    String info = request.getPathInfo();
    return info == null ? request.getServletPath() : request.getServletPath() + info;
  }
}
