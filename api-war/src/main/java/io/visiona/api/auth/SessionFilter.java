package io.visiona.api.auth;

import io.visiona.api.http.Caller;
import io.visiona.api.http.Problems;
import io.visiona.api.usersession.SessionCookie;
import io.visiona.api.usersession.SessionCookie.Presented;
import io.visiona.api.usersession.UserSession;
import io.visiona.api.usersession.UserSessionStore;
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
import java.util.Optional;

/**
 * Lets through what is public and what comes from a signed-in person's own pages, and says who that person is ({@link Caller}
 * and {@link UserSession} as request attributes). Everything else is answered here. It is on the way of every forwarded
 * request: it costs two hashes and a map look-up, or with Redis one command.
 */
public class SessionFilter extends HttpFilter {
  private static final long serialVersionUID = 1L;

  private final transient SessionCookie cookie;
  private final transient UserSessionStore sessions;
  private final transient SessionRefresher refresher;
  private final transient RequestOrigin origin;
  private final transient Cors cors;
  private final transient SecurityHeaders headers;

  @Inject
  public SessionFilter(
      SessionCookie cookie, UserSessionStore sessions, SessionRefresher refresher, PublicSite site, FileAccessConfig files) {
    this.cookie = cookie;
    this.sessions = sessions;
    this.refresher = refresher;
    this.origin = new RequestOrigin(site);
    this.cors = new Cors(site);
    this.headers = new SecurityHeaders(site, files);
  }

  @Override
  protected void doFilter(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
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
    Optional<UserSession> session;
    try {
      session = sessionOf(request, response);
    } catch (ApiException unavailable) {
      // Nobody is let in on the strength of a cookie alone. The store has said in the log what is wrong.
      Problems.send(request, response, unavailable.code());
      return;
    }
    if (session.isEmpty()) {
      Problems.send(request, response, ErrorCode.UNAUTHENTICATED);
    } else if (!origin.allows(request)) {
      Problems.send(request, response, ErrorCode.CSRF_REJECTED);
    } else {
      refresher.consider(session.get());
      request.setAttribute(Caller.ATTRIBUTE, session.get().caller());
      request.setAttribute(UserSession.ATTRIBUTE, session.get());
      chain.doFilter(request, response);
    }
  }

  /**
   * A cookie that is not ours is taken away. One whose session is over is not: the request may have been under way while a
   * sign-in gave the browser a new cookie, which the answer would take away too.
   */
  private Optional<UserSession> sessionOf(HttpServletRequest request, HttpServletResponse response) {
    return switch (cookie.read(request)) {
      case Presented.Signed signed -> sessions.find(signed.key());
      case Presented.Absent() -> Optional.empty();
      case Presented.Forged() -> {
        response.addHeader("Set-Cookie", cookie.clear());
        yield Optional.empty();
      }
    };
  }
}
