package io.visiona.api.forward;

import io.visiona.api.agents.AgentAccess;
import io.visiona.api.agents.AgentDirectory;
import io.visiona.api.http.Caller;
import io.visiona.api.http.Problems;
import io.visiona.shared.error.ErrorCode;
import jakarta.inject.Inject;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Optional;

/**
 * Takes the requests that go to agents out of the chain; everything else passes. Stands behind authentication. Who may reach an
 * agent is decided here, before anything is waited for.
 */
public class ForwardFilter extends HttpFilter {
  private static final long serialVersionUID = 1L;

  private final transient Forwarding forwarding;
  private final transient AgentDirectory agents;

  @Inject
  public ForwardFilter(Forwarding forwarding, AgentDirectory agents) {
    this.forwarding = forwarding;
    this.agents = agents;
  }

  @Override
  protected void doFilter(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    if (request.getAttribute(CutException.ATTRIBUTE) != null) {
      throw new CutException();
    }
    ForwardTarget target = ForwardTarget.of(request.getMethod(), request.getRequestURI(), request.getQueryString());
    if (target == null) {
      chain.doFilter(request, response);
      return;
    }
    Optional<ErrorCode> refusal = refusal(request, target);
    if (refusal.isPresent()) {
      Problems.send(request, response, refusal.get());
    } else {
      forwarding.forward(request, response, target);
    }
  }

  private Optional<ErrorCode> refusal(HttpServletRequest request, ForwardTarget target) {
    Optional<Caller> caller = Caller.of(request);
    if (caller.isEmpty()) {
      return Optional.of(ErrorCode.UNAUTHENTICATED);
    }
    if (!ForwardTarget.isForwardable(request.getRequestURI(), target)) {
      return Optional.of(ErrorCode.BAD_REQUEST);
    }
    Optional<AgentAccess> access = agents.find(caller.get().subject(), target.agent());
    if (access.isEmpty()) {
      return Optional.of(ErrorCode.NOT_FOUND);
    }
    return switch (target.route().kind()) {
      case PROXY -> access.get().allowProxy() ? Optional.empty() : Optional.of(ErrorCode.PROXY_NOT_ALLOWED);
    };
  }
}
