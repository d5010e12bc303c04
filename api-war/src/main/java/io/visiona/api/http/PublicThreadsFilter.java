package io.visiona.api.http;

import io.visiona.shared.error.ErrorCode;
import jakarta.inject.Inject;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/**
 * Keeps some of the server's threads from requests from outside ({@link PublicThreads}): what finds
 * none left is told so at once, rather than wait for one. Counts each time that a thread of the
 * container works for a request, not requests. What the internal port asks is not counted.
 */
public class PublicThreadsFilter extends HttpFilter {
  private static final long serialVersionUID = 1L;

  private final int internalPort;
  private final transient PublicThreads threads;

  @Inject
  public PublicThreadsFilter(ApiPorts ports, PublicThreads threads) {
    this.internalPort = ports.internal();
    this.threads = threads;
  }

  @Override
  protected void doFilter(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    // A response that has begun can only be ended, and how is for who began it.
    if (request.getLocalPort() == internalPort || response.isCommitted()) {
      chain.doFilter(request, response);
    } else if (threads.enter()) {
      try {
        chain.doFilter(request, response);
      } finally {
        threads.leave();
      }
    } else {
      response.setHeader("Connection", "close");
      Problems.send(
          request, response, ErrorCode.UNAVAILABLE, "The server has too much to do; try again.");
    }
  }
}
