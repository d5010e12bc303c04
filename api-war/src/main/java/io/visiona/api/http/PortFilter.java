package io.visiona.api.http;

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
 * Keeps the two ports apart: internal paths do not exist on the public port, nor anything else but
 * health on the internal one, where a service JWT for the API is needed. The port is the socket's,
 * never the one a Host header names; the path is the one the container maps by, so no spelling of
 * it gets past.
 */
public class PortFilter extends HttpFilter {
  private static final long serialVersionUID = 1L;
  private static final String INTERNAL = "/internal";
  private static final String HEALTH = "/healthz";

  private final int internalPort;
  private final transient ServiceCallers callers;

  @Inject
  public PortFilter(ApiPorts ports, ServiceCallers callers) {
    this.callers = callers;
    this.internalPort = ports.internal();
  }

  @Override
  protected void doFilter(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    boolean onInternalPort = request.getLocalPort() == internalPort;
    boolean internalPath = INTERNAL.equals(request.getServletPath());
    if (onInternalPort != internalPath && !HEALTH.equals(request.getServletPath())) {
      Problems.send(request, response, ErrorCode.NOT_FOUND);
    } else if (internalPath) {
      internal(request, response, chain);
    } else {
      chain.doFilter(request, response);
    }
  }

  private void internal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    Optional<HttpServletRequest> admitted = callers.admit(request, response, ServiceTokens.API);
    if (admitted.isEmpty()) {
      response.setHeader("WWW-Authenticate", "Bearer");
      Problems.send(
          request,
          response,
          ErrorCode.UNAUTHENTICATED,
          "A service token for this server is required.");
    } else {
      chain.doFilter(admitted.get(), response);
    }
  }
}
