package io.visiona.api.identity.signin;

import io.visiona.api.http.ApiPorts;
import jakarta.inject.Inject;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/**
 * Stands before everybody who may refuse a request, so that a page of a configured origin can read
 * every refusal, and no cache gives one origin's answer to another. Preflights are answered further
 * on: what they are told depends on the path.
 */
public class CorsFilter extends HttpFilter {
  private static final long serialVersionUID = 1L;

  private final int internalPort;
  private final transient PageHosts pages;
  private final transient CorsPolicy cors;

  @Inject
  public CorsFilter(ApiPorts ports, PublicSite site, PageHosts pages) {
    this.pages = pages;
    this.internalPort = ports.internal();
    this.cors = new CorsPolicy(site);
  }

  @Override
  protected void doFilter(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    // What an agent's own page lets other origins read is the agent's to say.
    if (request.getLocalPort() != internalPort && !pages.isPageHost(request)) {
      cors.begin(request, response);
    }
    chain.doFilter(request, response);
  }
}
