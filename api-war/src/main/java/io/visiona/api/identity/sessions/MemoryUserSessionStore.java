package io.visiona.api.identity.sessions;

import io.visiona.shared.error.ApiException;
import io.visiona.shared.error.ErrorCode;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * The sessions of one server. {@link #find} takes no lock, because every request asks; what changes
 * the set takes the one lock, under which the indexes agree with the map. Expired sessions go when
 * somebody asks for them or, at most once a minute, when a session is added, by one of those who
 * add and without the lock.
 */
public final class MemoryUserSessionStore implements UserSessionStore {
  private static final Duration SWEEP_INTERVAL = Duration.ofMinutes(1);

  /** When the store is full: who signs in then must not walk over all of it each time. */
  private static final Duration FULL_SWEEP_INTERVAL = Duration.ofSeconds(1);

  private static final class Entry {
    volatile UserSession session;
    volatile long lastUsedMillis;
    long refreshClaimedUntilMillis;

    Entry(UserSession session, long nowMillis) {
      this.session = session;
      this.lastUsedMillis = nowMillis;
    }
  }

  private final Clock clock;
  private final UserSessionConfig config;
  private final Map<SessionKey, Entry> entries = new ConcurrentHashMap<>();
  private final Map<String, Set<SessionKey>> bySubject = new HashMap<>();
  private final Map<String, Set<SessionKey>> byProviderSession = new HashMap<>();
  private final AtomicLong sweptAtMillis;

  public MemoryUserSessionStore(UserSessionConfig config, Clock clock) {
    this.config = config;
    this.clock = clock;
    this.sweptAtMillis = new AtomicLong(clock.millis());
  }

  @Override
  public Optional<UserSession> find(SessionKey key) {
    Optional<Entry> found = living(key);
    found.ifPresent(entry -> entry.lastUsedMillis = clock.millis());
    return found.map(entry -> entry.session);
  }

  @Override
  public Optional<UserSession> peek(SessionKey key) {
    return living(key).map(entry -> entry.session);
  }

  private Optional<Entry> living(SessionKey key) {
    Entry entry = entries.get(key);
    if (entry == null) {
      return Optional.empty();
    }
    if (!live(entry, clock.millis())) {
      end(key);
      return Optional.empty();
    }
    return Optional.of(entry);
  }

  @Override
  public void add(UserSession session) {
    sweep();
    keep(session);
  }

  private synchronized void keep(UserSession session) {
    if (entries.size() >= config.maxSessions()) {
      throw new ApiException(ErrorCode.UNAVAILABLE, "Too many people are signed in.");
    }
    List<UsedSession> theirs = ofSubject(session.caller().subject());
    for (int i = 0; i <= theirs.size() - config.maxPerPerson(); i++) {
      end(theirs.get(i).session().key());
    }
    entries.put(session.key(), new Entry(session, clock.millis()));
    index(bySubject, session.caller().subject(), session.key());
    index(byProviderSession, session.providerSession(), session.key());
  }

  @Override
  public synchronized Optional<UserSession> end(SessionKey key) {
    Entry entry = entries.remove(key);
    if (entry == null) {
      return Optional.empty();
    }
    unindex(bySubject, entry.session.caller().subject(), key);
    unindex(byProviderSession, entry.session.providerSession(), key);
    return live(entry, clock.millis()) ? Optional.of(entry.session) : Optional.empty();
  }

  @Override
  public Map<SessionKey, Instant> idleEnds(Collection<SessionKey> keys) {
    long now = clock.millis();
    Map<SessionKey, Instant> found = new HashMap<>();
    for (SessionKey key : keys) {
      Entry entry = entries.get(key);
      if (entry != null && live(entry, now)) {
        found.put(key, Instant.ofEpochMilli(entry.lastUsedMillis).plus(config.idleTimeout()));
      }
    }
    return found;
  }

  @Override
  public synchronized List<UsedSession> ofSubject(String subject) {
    return live(bySubject.getOrDefault(subject, Set.of()));
  }

  @Override
  public synchronized List<UserSession> ofProviderSession(String sid) {
    return live(byProviderSession.getOrDefault(sid, Set.of())).stream()
        .map(UsedSession::session)
        .toList();
  }

  @Override
  public synchronized boolean claimRefresh(SessionKey key, Duration lease) {
    Entry entry = entries.get(key);
    long now = clock.millis();
    if (entry == null || now < entry.refreshClaimedUntilMillis) {
      return false;
    }
    entry.refreshClaimedUntilMillis = now + lease.toMillis();
    return true;
  }

  @Override
  public synchronized boolean renew(SessionKey key, ProviderTokens tokens) {
    Entry entry = entries.get(key);
    if (entry == null || !live(entry, clock.millis())) {
      return false;
    }
    entry.session = entry.session.with(tokens);
    return true;
  }

  @Override
  public boolean available() {
    return true;
  }

  /** How many sessions are kept, expired ones included. */
  public int size() {
    return entries.size();
  }

  private List<UsedSession> live(Collection<SessionKey> keys) {
    long now = clock.millis();
    return keys.stream()
        .map(entries::get)
        .filter(entry -> entry != null && live(entry, now))
        .map(entry -> new UsedSession(entry.session, Instant.ofEpochMilli(entry.lastUsedMillis)))
        .sorted(Comparator.comparing(used -> used.session().createdAt()))
        .toList();
  }

  private boolean live(Entry entry, long nowMillis) {
    return nowMillis - entry.lastUsedMillis < config.idleTimeout().toMillis()
        && nowMillis < entry.session.expiresAt().toEpochMilli();
  }

  private void sweep() {
    long now = clock.millis();
    long before = sweptAtMillis.get();
    Duration interval =
        entries.size() < config.maxSessions() ? SWEEP_INTERVAL : FULL_SWEEP_INTERVAL;
    if (now < before + interval.toMillis() || !sweptAtMillis.compareAndSet(before, now)) {
      return;
    }
    for (Entry entry : entries.values()) {
      if (!live(entry, now)) {
        end(entry.session.key());
      }
    }
  }

  private static void index(
      Map<String, Set<SessionKey>> index, @Nullable String name, SessionKey key) {
    if (name != null) {
      index.computeIfAbsent(name, added -> new LinkedHashSet<>()).add(key);
    }
  }

  private static void unindex(
      Map<String, Set<SessionKey>> index, @Nullable String name, SessionKey key) {
    Set<SessionKey> keys = name == null ? null : index.get(name);
    if (keys != null && keys.remove(key) && keys.isEmpty()) {
      index.remove(name);
    }
  }
}
