package io.visiona.api.identity.signin;

import io.visiona.api.http.Caller;
import io.visiona.api.http.Problems;
import io.visiona.api.identity.sessions.SessionCookie;
import io.visiona.api.identity.sessions.UserSession;
import io.visiona.api.identity.sessions.UserSessionStore;
import io.visiona.api.identity.signin.SessionGate.Found;
import io.visiona.shared.error.ApiException;
import io.visiona.shared.error.ErrorCode;
import io.visiona.shared.membercenter.FileAccessConfig;
import jakarta.inject.Inject;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/**
 * Lets through what is public and what comes from a signed-in person's own pages, and says who that
 * person is ({@link Caller} and {@link UserSession} as request attributes). Everything else is
 * answered here. It is on the way of every forwarded request: it costs two hashes and a map
 * look-up, or with Redis one command.
 */
public class SessionFilter extends HttpFilter {
  private static final long serialVersionUID = 1L;

  private final transient SessionCookie cookie;
  private final transient SessionGate gate;
  private final transient CorsPolicy cors;
  private final transient SecurityHeaders headers;

  @Inject
  public SessionFilter(
      SessionCookie cookie,
      UserSessionStore sessions,
      SessionRefresher refresher,
      PublicSite site,
      FileAccessConfig files) {
    this.cookie = cookie;
    this.gate = new SessionGate(cookie, sessions, refresher, site);
    this.cors = new CorsPolicy(site);
    this.headers = new SecurityHeaders(site, files);
  }

  @Override
  protected void doFilter(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    String rawPath = request.getRequestURI();
    headers.apply(rawPath, response);
    if (cors.answers(request, response)) {
      return;
    }
    if (PublicEndpoints.contains(request)) {
      chain.doFilter(request, response);
      return;
    }
    Found found;
    try {
      found = gate.judge(request);
    } catch (ApiException unavailable) {
      // Nobody is let in on the strength of a cookie alone. The store has said in the log what is
      // wrong.
      Problems.send(request, response, unavailable.code());
      return;
    }
    switch (found) {
      case Found.Nobody() -> {
        if (SignInFirst.leads(request)) {
          SignInFirst.lead(request, response);
        } else {
          Problems.send(request, response, ErrorCode.UNAUTHENTICATED);
        }
      }
      case Found.Forged() -> {
        // A cookie that is not ours is taken away. One whose session is over is not: the request
        // may have been under way while a
        // sign-in gave the browser a new cookie, which the answer would take away too.
        response.addHeader("Set-Cookie", cookie.clear());
        Problems.send(request, response, ErrorCode.UNAUTHENTICATED);
      }
      case Found.CrossSite() -> Problems.send(request, response, ErrorCode.CSRF_REJECTED);
      case Found.Person(UserSession session) -> {
        request.setAttribute(Caller.ATTRIBUTE, session.caller());
        request.setAttribute(UserSession.ATTRIBUTE, session);
        chain.doFilter(request, response);
      }
    }
  }
}
