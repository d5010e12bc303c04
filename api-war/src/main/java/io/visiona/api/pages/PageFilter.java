package io.visiona.api.pages;

import io.visiona.api.agents.AgentPage;
import io.visiona.api.agents.StoredAgentDirectory;
import io.visiona.api.forward.ForwardTarget;
import io.visiona.api.forward.Forwarding;
import io.visiona.api.identity.sessions.UserSession;
import io.visiona.api.identity.signin.PageHosts;
import io.visiona.api.identity.signin.SessionGate;
import io.visiona.api.pages.PagePasses.Pass;
import io.visiona.api.platform.streams.PageLabel;
import io.visiona.shared.container.CutException;
import io.visiona.shared.error.ApiException;
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

/**
 * Takes the requests for hosts of agents' pages out of the chain, before everything that is the
 * API's: none of its paths is there at those hosts, and nothing of theirs here. The host is what
 * the request says; the port is the socket's.
 */
public class PageFilter extends HttpFilter {
  private static final long serialVersionUID = 1L;

  private final transient PageHosts hosts;
  private final transient StoredAgentDirectory directory;
  private final transient PagePasses passes;
  private final transient SessionGate sessions;
  private final transient Forwarding forwarding;
  private final transient PageEntrance entrance;

  @Inject
  public PageFilter(
      PageHosts hosts,
      StoredAgentDirectory directory,
      PagePasses passes,
      SessionGate sessions,
      Forwarding forwarding,
      PageEntrance entrance) {
    this.hosts = hosts;
    this.directory = directory;
    this.passes = passes;
    this.sessions = sessions;
    this.forwarding = forwarding;
    this.entrance = entrance;
  }

  @Override
  protected void doFilter(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    Optional<String> authority = RawTarget.authority(request);
    String host = request.getHeader("Host");
    if (!hosts.isPageHost(host) && authority.filter(hosts::isPageHost).isEmpty()) {
      chain.doFilter(request, response);
      return;
    }
    if (request.getAttribute(CutException.ATTRIBUTE) != null) {
      throw new CutException();
    }
    if (host == null || authority.filter(named -> !named.equalsIgnoreCase(host)).isPresent()) {
      PageResponses.refuse(request, response, ErrorCode.BAD_REQUEST);
      return;
    }
    Optional<PageLabel> label =
        hosts.label(host).filter(_ -> hosts.ports().contains(request.getLocalPort()));
    Optional<AgentPage> agent = label.flatMap(page -> directory.page(page.name()));
    if (label.isEmpty() || agent.isEmpty()) {
      PageResponses.unknown(response);
      return;
    }
    try {
      serve(request, response, label.get(), agent.get());
    } catch (ApiException unavailable) {
      // The store of sessions; it has said in the log what is wrong.
      PageResponses.refuse(request, response, unavailable.code());
    }
  }

  private void serve(
      HttpServletRequest request, HttpServletResponse response, PageLabel page, AgentPage agent)
      throws IOException {
    String target = RawTarget.of(request);
    if (PagePath.isOurs(target)) {
      entrance.serve(request, response, page, agent);
      return;
    }
    Optional<UserSession> session = session(request, page, agent);
    if (session.isEmpty()) {
      entrance.ask(request, response, page, agent, target);
    } else if (!session.get().caller().subject().equals(agent.permission().owner())) {
      PageResponses.unknown(response);
    } else if (!agent.permission().allows(page)) {
      PageResponses.refuse(request, response, ErrorCode.PROXY_NOT_ALLOWED);
    } else if (!PageOrigin.allows(request, hosts.origin(page))) {
      PageResponses.refuse(
          request,
          response,
          ErrorCode.CSRF_REJECTED,
          "The request comes from another site's page.");
    } else if (!ForwardTarget.isForwardable(target.split("\\?", 2)[0], target)) {
      PageResponses.refuse(request, response, ErrorCode.BAD_REQUEST);
    } else {
      forwarding
          .proxy()
          .serve(
              request,
              response,
              new PagePolicy(forwarding, agent, page, session.get(), hosts.scheme()));
    }
  }

  private Optional<UserSession> session(
      HttpServletRequest request, PageLabel page, AgentPage agent) {
    Optional<Pass> pass = passes.of(request, page).filter(of -> of.agent().equals(agent.agent()));
    // What a page fetches by itself does not keep a person signed in.
    boolean use = PageOrigin.changes(request) || PageOrigin.isNavigation(request);
    return pass.flatMap(of -> sessions.live(of.session(), use));
  }
}
