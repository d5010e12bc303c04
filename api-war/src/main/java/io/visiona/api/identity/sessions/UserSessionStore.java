package io.visiona.api.identity.sessions;

import io.visiona.api.platform.streams.StreamEnd;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Live sessions. A session ends when it is ended, when nobody uses it for the idle time-out, and at
 * its absolute end. A store knows no ids, only their hashes. Implementations are thread-safe; one
 * that cannot be reached throws {@link io.visiona.shared.error.ApiException} with {@code
 * UNAVAILABLE}.
 */
public interface UserSessionStore {

  /** The live session of a key; asking counts as use. */
  Optional<UserSession> find(SessionKey key);

  /** As {@link #find}, but asking does not count as use. */
  Optional<UserSession> peek(SessionKey key);

  /**
   * Adds a session. A person's oldest sessions give way beyond the number allowed to one.
   *
   * @throws io.visiona.shared.error.ApiException {@code UNAVAILABLE} when the store is full of live
   *     sessions
   */
  void add(UserSession session);

  /** Ends a session; what it was, if it lived. */
  Optional<UserSession> end(SessionKey key);

  /** As {@link #end(SessionKey)}, for a reason that whoever still streams is told. */
  default Optional<UserSession> end(SessionKey key, StreamEnd why) {
    return end(key);
  }

  /**
   * Those of some sessions that live, each with the time at which it ends if nobody uses it; asking
   * does not count as use. For any number of them.
   */
  Map<SessionKey, Instant> idleEnds(Collection<SessionKey> keys);

  /** The live sessions of a person, oldest first; asking does not count as use. */
  List<UsedSession> ofSubject(String subject);

  /**
   * The live sessions of one session of the provider ({@code sid}), oldest first; asking does not
   * count as use.
   */
  List<UserSession> ofProviderSession(String sid);

  /**
   * Claims the refreshing of a session's tokens, whoever asks on whichever server: true for one
   * asker in a lease. There is no giving back, so that an unreachable provider is not asked again
   * at once.
   */
  boolean claimRefresh(SessionKey key, Duration lease);

  /**
   * Replaces the tokens of a session that still lives; false if it does not. It is no use of the
   * session.
   */
  boolean renew(SessionKey key, ProviderTokens tokens);

  /** Whether the store answers now; never throws. */
  boolean available();
}
