package io.visiona.api.auth;

import io.visiona.api.usersession.SessionCookie;
import io.visiona.api.usersession.SessionCookie.Presented;
import io.visiona.api.usersession.UserSession;
import io.visiona.api.usersession.UserSessionStore;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Optional;

/** Whether a request comes from a signed-in person's own pages. Thread-safe; may wait for the store. */
public final class SessionGate {
  private final SessionCookie cookie;
  private final UserSessionStore sessions;
  private final SessionRefresher refresher;
  private final RequestOrigin origin;

  SessionGate(SessionCookie cookie, UserSessionStore sessions, SessionRefresher refresher, PublicSite site) {
    this.cookie = cookie;
    this.sessions = sessions;
    this.refresher = refresher;
    this.origin = new RequestOrigin(site);
  }

  /** What was found. */
  public sealed interface Found {
    /** No cookie, or one whose session is over. */
    record Nobody() implements Found {}

    /** A cookie that is not ours. */
    record Forged() implements Found {}

    /** A live session, but the request comes from elsewhere, or without what only our own pages send. */
    record CrossSite() implements Found {}

    /** A person. */
    record Person(UserSession session) implements Found {}
  }

  /** Judges a request; throws {@link io.visiona.shared.error.ApiException} when the store cannot be asked: nobody is let in on the strength of a cookie alone. */
  public Found judge(HttpServletRequest request) {
    return switch (cookie.read(request)) {
      case Presented.Absent() -> new Found.Nobody();
      case Presented.Forged() -> new Found.Forged();
      case Presented.Signed signed -> found(request, sessions.find(signed.key()));
    };
  }

  private Found found(HttpServletRequest request, Optional<UserSession> session) {
    if (session.isEmpty()) {
      return new Found.Nobody();
    }
    if (!origin.allows(request)) {
      return new Found.CrossSite();
    }
    refresher.consider(session.get());
    return new Found.Person(session.get());
  }
}
