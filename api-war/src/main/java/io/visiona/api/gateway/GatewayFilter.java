package io.visiona.api.gateway;

import io.visiona.api.gateway.routes.RequestPath;
import io.visiona.api.http.RequestIdFilter;
import io.visiona.shared.container.CutException;
import io.visiona.shared.head.RawTarget;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Inject;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/**
 * Takes the gateway's requests out of the chain, before the API's own authentication: the gateway
 * judges its callers itself. A request is the gateway's by its path as sent, undecoded; any other
 * spelling is the API's to refuse. On the gateway's port there is nothing else. Without a route
 * file there is no gateway.
 */
public class GatewayFilter extends HttpFilter {
  private static final long serialVersionUID = 1L;

  private final int port;
  private final boolean on;
  private final transient Instance<GatewayParts> gateway;

  @Inject
  public GatewayFilter(GatewayConfig config, Instance<GatewayParts> gateway) {
    this.port = config.port();
    this.on = config.routes().isPresent();
    this.gateway = gateway;
  }

  @Override
  protected void doFilter(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    String path = RawTarget.of(request).split("\\?", 2)[0];
    boolean ours = RequestPath.isOurs(path);
    if (ours && request.getAttribute(CutException.ATTRIBUTE) != null) {
      throw new CutException();
    }
    if (on && path.equals(AuthRequest.PATH)) {
      GatewayParts parts = gateway.get();
      parts.proxy().serve(request, response, new AuthRequest(parts, request, response));
    } else if (ours && on) {
      GatewayParts parts = gateway.get();
      parts
          .proxy()
          .serve(
              request,
              response,
              new GatewayRequest(parts, RequestIdFilter.of(request), request, response));
    } else if (ours || request.getLocalPort() == port) {
      GatewayErrors.send(request, response, GatewayError.NOT_FOUND);
    } else {
      chain.doFilter(request, response);
    }
  }
}
