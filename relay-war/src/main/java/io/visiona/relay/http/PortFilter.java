package io.visiona.relay.http;

import io.visiona.relay.config.TunnelConfig;
import io.visiona.shared.error.ErrorCode;
import io.visiona.shared.identity.ServiceTokens;
import jakarta.inject.Inject;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.annotation.WebFilter;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpServletResponseWrapper;
import java.io.IOException;
import org.eclipse.microprofile.jwt.JsonWebToken;

/**
 * Runs before everything: what does not exist on a port is 404 there, and what is internal needs a service JWT for the relay.
 * The container's MicroProfile JWT checks signature, issuer and expiry; one configuration serves the API's audience too, so
 * the audience is looked at again here.
 */
@WebFilter(filterName = "port", urlPatterns = "/*", asyncSupported = true, dispatcherTypes = DispatcherType.REQUEST)
public final class PortFilter extends HttpFilter {
  private static final long serialVersionUID = 1L;

  private final transient TunnelConfig config;
  private final transient Answers answers;

  @Inject
  public PortFilter(TunnelConfig config, Answers answers) {
    this.config = config;
    this.answers = answers;
  }

  @Override
  protected void doFilter(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    String path = pathOf(request);
    if (!Port.of(request, config).offers(path)) {
      answers.error(request, response, ErrorCode.NOT_FOUND);
    } else if (path.startsWith("/internal/") && !isCalledByApi(request, response)) {
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

  private static boolean isCalledByApi(HttpServletRequest request, HttpServletResponse response)
      throws IOException, ServletException {
    if (request.getHeader("Authorization") == null) {
      return false;
    }
    return request.authenticate(new Mute(response))
        && request.getUserPrincipal() instanceof JsonWebToken token
        && token.getAudience().contains(ServiceTokens.RELAY)
        && token.getGroups().contains(ServiceTokens.ROLE);
  }

  /** Keeps the container from answering a refused token in its own words. */
  private static final class Mute extends HttpServletResponseWrapper {
    Mute(HttpServletResponse response) {
      super(response);
    }

    @Override
    public void sendError(int status) {
      // The filter answers.
    }

    @Override
    public void sendError(int status, String message) {
      // The filter answers.
    }

    @Override
    public void setStatus(int status) {
      // The filter answers.
    }
  }
}
