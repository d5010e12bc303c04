package io.visiona.api.identity.signin;

import com.nimbusds.jose.proc.BadJOSEException;
import io.visiona.api.identity.oidc.LogoutTokens;
import io.visiona.api.identity.oidc.LogoutTokens.LogoutToken;
import io.visiona.api.identity.sessions.RecentLogouts;
import io.visiona.api.identity.sessions.UsedSession;
import io.visiona.api.identity.sessions.UsedTokens;
import io.visiona.api.identity.sessions.UserSession;
import io.visiona.api.identity.sessions.UserSessionStore;
import io.visiona.api.platform.streams.StreamEnd;
import io.visiona.shared.logging.OneLine;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Clock;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Ends sessions when the provider says so (OpenID Connect Back-Channel Logout 1.0 section 2.7).
 * Thread-safe; calls block.
 */
final class BackchannelLogout {
  private static final Logger LOG = System.getLogger(BackchannelLogout.class.getName());

  private final LogoutTokens tokens;
  private final UsedTokens used;
  private final UserSessionStore sessions;
  private final RecentLogouts recent;
  private final Clock clock;

  BackchannelLogout(
      LogoutTokens tokens,
      UsedTokens used,
      UserSessionStore sessions,
      RecentLogouts recent,
      Clock clock) {
    this.tokens = tokens;
    this.used = used;
    this.sessions = sessions;
    this.recent = recent;
    this.clock = clock;
  }

  /** What came of a logout token. */
  sealed interface Outcome {
    /** The sessions it names are over. */
    record Done(int ended) implements Outcome {}

    /** The token is not good, or was used before. */
    record Refused() implements Outcome {}
  }

  /**
   * Ends what a token names; throws {@link io.visiona.shared.error.ApiException} when the
   * provider's keys or the sessions cannot be had, after which the same token may come again.
   *
   * @param ended is told each session that ended
   */
  Outcome end(String token, Consumer<UserSession> ended) {
    LogoutToken verified;
    try {
      verified = tokens.verify(token);
    } catch (BadJOSEException wrong) {
      LOG.log(Level.WARNING, "A logout token was refused: {0}", OneLine.of(wrong.getMessage()));
      return new Outcome.Refused();
    }
    if (!used.firstUse(verified.id())) {
      LOG.log(Level.WARNING, "A logout token was refused: it was used before");
      return new Outcome.Refused();
    }
    boolean done = false;
    try {
      note(verified);
      List<UserSession> ending = named(verified);
      for (UserSession session : ending) {
        sessions.end(session.key(), StreamEnd.PROVIDER);
        ended.accept(session);
      }
      done = true;
      LOG.log(Level.INFO, "The provider ended {0} sessions", ending.size());
      return new Outcome.Done(ending.size());
    } finally {
      if (!done) {
        used.forget(verified.id());
      }
    }
  }

  /** First of all, so that a session that is being made meanwhile is found by whoever makes it. */
  private void note(LogoutToken token) {
    String sid = token.providerSession();
    String subject = token.subject();
    if (sid != null) {
      recent.note(RecentLogouts.ofSession(sid), clock.instant());
    } else if (subject != null) {
      recent.note(RecentLogouts.ofSubject(subject), clock.instant());
    }
  }

  /**
   * A token with a session ends that one only, and only the named person's; without, it ends all of
   * the person's.
   */
  private List<UserSession> named(LogoutToken token) {
    String sid = token.providerSession();
    String subject = token.subject();
    if (sid != null) {
      return sessions.ofProviderSession(sid).stream()
          .filter(session -> isOf(session, subject))
          .toList();
    }
    return subject == null
        ? List.of()
        : sessions.ofSubject(subject).stream().map(UsedSession::session).toList();
  }

  private static boolean isOf(UserSession session, @Nullable String subject) {
    return subject == null || session.caller().subject().equals(subject);
  }
}
