package io.visiona.api.identity.signin;

import io.visiona.api.identity.sessions.UsedSession;
import io.visiona.api.identity.sessions.UserSession;
import io.visiona.api.identity.sessions.UserSessionStore;
import io.visiona.api.platform.streams.StreamEnd;
import java.util.List;
import java.util.UUID;

/**
 * Where a person is signed in, asked from one of these sessions. Everybody else's sessions are as
 * absent as ones that never were. Immutable; may block on the store.
 */
final class PersonSessions {
  private final UserSessionStore sessions;
  private final UserSession asking;

  PersonSessions(UserSessionStore sessions, UserSession asking) {
    this.sessions = sessions;
    this.asking = asking;
  }

  /** What came of ending one session. */
  enum Ended {
    /** Another one is over. */
    OTHER,
    /** The asking one itself is over. */
    ASKING,
    /** The person has no such session. */
    ABSENT
  }

  /** All of them, the last made first. */
  List<UserSessionView> list() {
    return theirs().reversed().stream()
        .map(used -> UserSessionView.of(used, asking.key()))
        .toList();
  }

  /** Ends the one of a public id. */
  Ended end(UUID publicId) {
    for (UsedSession used : theirs()) {
      UserSession session = used.session();
      if (session.publicId().equals(publicId)) {
        boolean own = session.key().equals(asking.key());
        sessions.end(session.key(), own ? StreamEnd.SIGNED_OUT : StreamEnd.ENDED_ELSEWHERE);
        return own ? Ended.ASKING : Ended.OTHER;
      }
    }
    return Ended.ABSENT;
  }

  /** Ends all but the asking one. */
  void endOthers() {
    for (UsedSession used : theirs()) {
      if (!used.session().key().equals(asking.key())) {
        sessions.end(used.session().key());
      }
    }
  }

  private List<UsedSession> theirs() {
    return sessions.ofSubject(asking.caller().subject());
  }
}
