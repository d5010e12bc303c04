package io.visiona.api.identity.sessions;

import io.visiona.api.platform.streams.OpenStreams;
import io.visiona.api.platform.streams.StreamEnd;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A store whose ended sessions have nothing open any more on this server, at once; other servers
 * find out at their next look. Thread-safe.
 */
public final class StreamEndingSessionStore implements UserSessionStore {
  private final UserSessionStore store;
  private final OpenStreams streams;

  StreamEndingSessionStore(UserSessionStore store, OpenStreams streams) {
    this.store = store;
    this.streams = streams;
  }

  /** Where the sessions are. */
  public UserSessionStore store() {
    return store;
  }

  @Override
  public Optional<UserSession> end(SessionKey key) {
    return end(key, StreamEnd.ENDED_ELSEWHERE);
  }

  @Override
  public Optional<UserSession> end(SessionKey key, StreamEnd why) {
    Optional<UserSession> ended = store.end(key);
    streams.endSession(key.hash(), why);
    return ended;
  }

  @Override
  public Optional<UserSession> find(SessionKey key) {
    return store.find(key);
  }

  @Override
  public Optional<UserSession> peek(SessionKey key) {
    return store.peek(key);
  }

  @Override
  public void add(UserSession session) {
    store.add(session);
  }

  @Override
  public Map<SessionKey, Instant> idleEnds(Collection<SessionKey> keys) {
    return store.idleEnds(keys);
  }

  @Override
  public List<UsedSession> ofSubject(String subject) {
    return store.ofSubject(subject);
  }

  @Override
  public List<UserSession> ofProviderSession(String sid) {
    return store.ofProviderSession(sid);
  }

  @Override
  public boolean claimRefresh(SessionKey key, Duration lease) {
    return store.claimRefresh(key, lease);
  }

  @Override
  public boolean renew(SessionKey key, ProviderTokens tokens) {
    return store.renew(key, tokens);
  }

  @Override
  public boolean available() {
    return store.available();
  }
}
