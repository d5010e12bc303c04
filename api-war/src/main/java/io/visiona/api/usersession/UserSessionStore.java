package io.visiona.api.usersession;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Live sessions. A session ends when it is ended, when nobody uses it for the idle time-out, and at its absolute end. A store
 * knows no ids, only their hashes. Implementations are thread-safe; one that cannot be reached throws
 * {@link io.visiona.shared.error.ApiException} with {@code UNAVAILABLE}.
 */
public interface UserSessionStore {

  /** The live session of a key; asking counts as use. */
  Optional<UserSession> find(SessionKey key);

  /**
   * Adds a session. A person's oldest sessions give way beyond the number allowed to one.
   *
   * @throws io.visiona.shared.error.ApiException {@code UNAVAILABLE} when the store is full of live sessions
   */
  void add(UserSession session);

  /** Ends a session; what it was, if it lived. */
  Optional<UserSession> end(SessionKey key);

  /** The live sessions of a person, oldest first; asking does not count as use. */
  List<UsedSession> ofSubject(String subject);

  /** The live sessions of one session of the provider ({@code sid}), oldest first; asking does not count as use. */
  List<UserSession> ofProviderSession(String sid);

  /**
   * Claims the refreshing of a session's tokens, whoever asks on whichever server: true for one asker in a lease. There is no giving back, so that an unreachable provider is not asked again at once.
   */
  boolean claimRefresh(SessionKey key, Duration lease);

  /** Replaces the tokens of a session that still lives; false if it does not. It is no use of the session. */
  boolean renew(SessionKey key, ProviderTokens tokens);

  /** Whether the store answers now; never throws. */
  boolean available();
}
