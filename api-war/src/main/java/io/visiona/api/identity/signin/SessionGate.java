package io.visiona.api.identity.signin;

import io.visiona.api.identity.sessions.SessionCookie;
import io.visiona.api.identity.sessions.SessionCookie.Presented;
import io.visiona.api.identity.sessions.SessionKey;
import io.visiona.api.identity.sessions.UserSession;
import io.visiona.api.identity.sessions.UserSessionStore;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Optional;

/**
 * Whether a request comes from a signed-in person's own pages. Thread-safe; may wait for the store.
 */
public final class SessionGate {
  private final SessionCookie cookie;
  private final UserSessionStore sessions;
  private final SessionRefresher refresher;
  private final RequestOrigin origin;

  SessionGate(
      SessionCookie cookie,
      UserSessionStore sessions,
      SessionRefresher refresher,
      PublicSite site) {
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

    /**
     * A live session, but the request comes from elsewhere, or without what only our own pages
     * send.
     */
    record CrossSite() implements Found {}

    /** A person. */
    record Person(UserSession session) implements Found {}
  }

  /**
   * Judges a request; throws {@link io.visiona.shared.error.ApiException} when the store cannot be
   * asked: nobody is let in on the strength of a cookie alone.
   */
  public Found judge(HttpServletRequest request) {
    return switch (cookie.read(request)) {
      case Presented.Absent() -> new Found.Nobody();
      case Presented.Forged() -> new Found.Forged();
      case Presented.Signed signed ->
          found(
              request,
              isPassive(request) ? sessions.peek(signed.key()) : sessions.find(signed.key()));
    };
  }

  /**
   * The live session of a key that was come by otherwise than by the cookie, as {@link #judge} has
   * it.
   *
   * @param use whether that counts as use of the session
   */
  public Optional<UserSession> live(SessionKey key, boolean use) {
    Optional<UserSession> session = use ? sessions.find(key) : sessions.peek(key);
    session.ifPresent(refresher::consider);
    return session;
  }

  /** A request nobody clicked does not keep a person signed in. */
  private static boolean isPassive(HttpServletRequest request) {
    return "1".equals(request.getHeader("X-Passive"));
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
