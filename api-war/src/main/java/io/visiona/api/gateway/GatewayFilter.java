package io.visiona.api.gateway;

import io.visiona.api.forward.CutException;
import io.visiona.api.gateway.routes.RequestPath;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Inject;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/**
 * Takes the gateway's requests out of the chain, before the API's own authentication: the gateway judges its callers itself. A request is
 * the gateway's by its path as sent, undecoded; any other spelling is the API's to refuse. On the gateway's port there is nothing else.
 * Without a route file there is no gateway.
 */
public class GatewayFilter extends HttpFilter {
  private static final long serialVersionUID = 1L;

  private final int port;
  private final boolean on;
  private final transient Instance<Gateway> gateway;

  @Inject
  public GatewayFilter(GatewayConfig config, Instance<Gateway> gateway) {
    this.port = config.port();
    this.on = config.routes().isPresent();
    this.gateway = gateway;
  }

  @Override
  protected void doFilter(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    if (request.getAttribute(CutException.ATTRIBUTE) != null && RequestPath.isOurs(request.getRequestURI())) {
      throw new CutException();
    }
    boolean ours = RequestPath.isOurs(request.getRequestURI());
    if (ours && on) {
      gateway.get().serve(request, response);
    } else if (ours || request.getLocalPort() == port) {
      GatewayErrors.send(request, response, GatewayError.NOT_FOUND);
    } else {
      chain.doFilter(request, response);
    }
  }
}
