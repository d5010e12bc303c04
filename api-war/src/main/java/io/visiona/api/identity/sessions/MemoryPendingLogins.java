package io.visiona.api.identity.sessions;

import java.time.Clock;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Pending logins of one server. When the total is reached the key whose first login is the oldest
 * goes: a flood can push out slow sign-ins but never fill the memory. One lock, held for a few map
 * operations.
 */
public final class MemoryPendingLogins implements PendingLogins {
  private final Clock clock;
  private final int most;
  private final Map<SessionKey, Deque<PendingLogin>> byKey = new LinkedHashMap<>();
  private int total;

  /**
   * An empty store.
   *
   * @param most logins in total, at least 1
   */
  public MemoryPendingLogins(Clock clock, int most) {
    this.clock = clock;
    this.most = most;
  }

  @Override
  public synchronized void add(SessionKey key, PendingLogin login) {
    dropExpired();
    Deque<PendingLogin> logins = byKey.computeIfAbsent(key, added -> new ArrayDeque<>());
    logins.addLast(login);
    total++;
    if (logins.size() > MOST_PER_SESSION) {
      logins.removeFirst();
      total--;
    }
    while (total > most) {
      dropEldest();
    }
  }

  @Override
  public synchronized Optional<PendingLogin> take(SessionKey key, String state) {
    Deque<PendingLogin> logins = byKey.getOrDefault(key, new ArrayDeque<>());
    for (Iterator<PendingLogin> each = logins.iterator(); each.hasNext(); ) {
      PendingLogin login = each.next();
      if (login.state().equals(state)) {
        each.remove();
        total--;
        if (logins.isEmpty()) {
          byKey.remove(key);
        }
        return expired(login) ? Optional.empty() : Optional.of(login);
      }
    }
    return Optional.empty();
  }

  @Override
  public synchronized boolean contains(SessionKey key) {
    Deque<PendingLogin> logins = byKey.get(key);
    return logins != null && !expired(logins.getLast());
  }

  @Override
  public synchronized void move(SessionKey from, SessionKey to) {
    Deque<PendingLogin> logins = byKey.remove(from);
    if (logins != null) {
      byKey.put(to, logins);
    }
  }

  /** How many logins are kept, expired ones included. */
  synchronized int size() {
    return total;
  }

  private void dropExpired() {
    Iterator<Deque<PendingLogin>> eldest = byKey.values().iterator();
    while (eldest.hasNext()) {
      Deque<PendingLogin> logins = eldest.next();
      if (!expired(logins.getLast())) {
        return;
      }
      total -= logins.size();
      eldest.remove();
    }
  }

  private void dropEldest() {
    Iterator<Deque<PendingLogin>> eldest = byKey.values().iterator();
    total -= eldest.next().size();
    eldest.remove();
  }

  private boolean expired(PendingLogin login) {
    Instant end = login.createdAt().plus(LIFETIME);
    return !clock.instant().isBefore(end);
  }
}
