package io.visiona.api.devices;

import io.visiona.api.agents.AgentAccess;
import io.visiona.api.agents.AgentDirectory;
import io.visiona.api.devices.DeviceRoute.Kind;
import io.visiona.api.forward.AgentPolicy;
import io.visiona.api.forward.ForwardTarget;
import io.visiona.api.forward.Forwarding;
import io.visiona.api.http.Caller;
import io.visiona.api.http.Problems;
import io.visiona.api.identity.sessions.UserSession;
import io.visiona.api.proxy.ClientRequest;
import io.visiona.api.proxy.ProxyPolicy;
import io.visiona.shared.container.CutException;
import io.visiona.shared.error.ErrorCode;
import io.visiona.shared.head.RawTarget;
import jakarta.inject.Inject;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Takes the requests that go to agents out of the chain; everything else passes. Stands behind
 * authentication. Who may reach an agent is decided here, before anything is waited for.
 */
public class AgentFilter extends HttpFilter {
  private static final long serialVersionUID = 1L;

  private final transient Forwarding forwarding;
  private final transient AgentDirectory agents;
  private final transient DeviceServices services;

  @Inject
  public AgentFilter(Forwarding forwarding, AgentDirectory agents, DeviceServices services) {
    this.forwarding = forwarding;
    this.agents = agents;
    this.services = services;
  }

  @Override
  protected void doFilter(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    if (request.getAttribute(CutException.ATTRIBUTE) != null) {
      throw new CutException();
    }
    switch (Matched.of(request.getMethod(), path(request))) {
      case Matched.Nothing() -> chain.doFilter(request, response);
      case Matched.OtherMethods(UUID agent, String allow) -> {
        Optional<ErrorCode> refusal = refusal(request, agent);
        if (refusal.isEmpty()) {
          response.setHeader("Allow", allow);
        }
        Problems.send(request, response, refusal.orElse(ErrorCode.METHOD_NOT_ALLOWED));
      }
      case Matched.Row row -> row(request, response, row);
    }
  }

  private void row(HttpServletRequest request, HttpServletResponse response, Matched.Row row)
      throws IOException {
    ForwardTarget target = target(request, row);
    Optional<ErrorCode> refusal =
        ForwardTarget.isForwardable(path(request), target.target())
            ? refusal(request, row.agent()).or(() -> refusal(request, row))
            : Optional.of(ErrorCode.BAD_REQUEST);
    Optional<UserSession> session = UserSession.of(request);
    if (refusal.isPresent() || session.isEmpty()) {
      Problems.send(request, response, refusal.orElse(ErrorCode.UNAUTHENTICATED));
    } else {
      forwarding.proxy().serve(request, response, policy(row, target, session.get()));
    }
  }

  private ProxyPolicy policy(Matched.Row row, ForwardTarget target, UserSession session) {
    return row.route().kind() == Kind.PROXY
        ? new AgentPolicy(forwarding, target, session)
        : new RowPolicy(row.route(), target, session, forwarding, services);
  }

  private static ForwardTarget target(HttpServletRequest request, Matched.Row row) {
    String query = query(request);
    String prefix = DeviceRoute.AGENTS.replace("{agent}", row.agent().toString());
    boolean proxy = row.route().kind() == Kind.PROXY;
    return new ForwardTarget(
        row.agent(),
        query == null ? row.path() : row.path() + "?" + query,
        proxy ? prefix + "/proxy" : prefix);
  }

  /** As sent: the container cuts off what looks like a session id. */
  private static String path(HttpServletRequest request) {
    return RawTarget.of(request).split("\\?", 2)[0];
  }

  /** As sent: a query of nothing is one; null when there is none. */
  private static @Nullable String query(HttpServletRequest request) {
    String target = RawTarget.of(request);
    int mark = target.indexOf('?');
    return mark < 0 ? null : target.substring(mark + 1);
  }

  private Optional<ErrorCode> refusal(HttpServletRequest request, UUID agent) {
    Optional<Caller> caller = Caller.of(request);
    if (caller.isEmpty()) {
      return Optional.of(ErrorCode.UNAUTHENTICATED);
    }
    return agents.find(caller.get().subject(), agent).isPresent()
        ? Optional.empty()
        : Optional.of(ErrorCode.NOT_FOUND);
  }

  private Optional<ErrorCode> refusal(HttpServletRequest request, Matched.Row row) {
    return switch (row.route().kind()) {
      case PROXY ->
          allowsProxy(request, row.agent())
              ? Optional.empty()
              : Optional.of(ErrorCode.PROXY_NOT_ALLOWED);
      case WEBSOCKET ->
          asksForWebSocket(request) ? Optional.empty() : Optional.of(ErrorCode.UPGRADE_REQUIRED);
      case JSON, SSE, SSE_OR_JSON, MJPEG, IMAGE, IMAGE_OR_JSON, UPLOAD, UPLOAD_OR_IMAGE ->
          asksForWebSocket(request) ? Optional.of(ErrorCode.BAD_REQUEST) : Optional.empty();
    };
  }

  private static boolean asksForWebSocket(HttpServletRequest request) {
    return new ClientRequest(request).asksForWebSocket();
  }

  private boolean allowsProxy(HttpServletRequest request, UUID agent) {
    return Caller.of(request)
        .flatMap(caller -> agents.find(caller.subject(), agent))
        .filter(AgentAccess::allowProxy)
        .isPresent();
  }
}
