package io.visiona.relay.sessions;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.visiona.shared.sessions.SessionStore;
import io.visiona.shared.sessions.SessionStoreException;
import io.visiona.shared.sessions.SessionSummary;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The live tunnels, at most one to an agent.
 *
 * <p>Two things are decided under the map's lock of one agent: a newer generation replaces an older
 * one and never the other way round; and a tunnel whose credential was checked before the session
 * was last closed on request is not let in, so a revocation cannot be overtaken by a connection
 * that was under way. Tunnels are closed after the lock was released. Thread-safe.
 */
public final class InMemorySessionStore implements SessionStore<Tunnel> {
  /**
   * How long a check of a credential may be used, and so how long closed sessions are remembered.
   */
  static final Duration MEMORY = Duration.ofSeconds(60);

  /** More sessions than this are not closed within a minute; an older memory is the one to lose. */
  private static final int MOST_REMEMBERED = 200_000;

  private final ConcurrentHashMap<String, Tunnel> tunnels = new ConcurrentHashMap<>();
  private final Cache<String, Long> closedNanos =
      Caffeine.newBuilder()
          .expireAfterWrite(MEMORY.multipliedBy(2))
          .maximumSize(MOST_REMEMBERED)
          .build();

  /**
   * Replaces an older generation, which is closed; a tunnel that may not come in is itself closed.
   */
  @Override
  public void register(Tunnel tunnel) {
    AtomicReference<@Nullable Tunnel> loser = new AtomicReference<>();
    tunnels.compute(
        tunnel.sessionId(),
        (id, present) -> {
          boolean refused =
              wasClosedSince(id, tunnel.askedNanos())
                  || (present != null && present.generation() > tunnel.generation());
          loser.set(refused ? tunnel : present == tunnel ? null : present);
          return refused ? present : tunnel;
        });
    Tunnel out = loser.get();
    if (out != null) {
      out.close();
    }
  }

  /**
   * Whether a credential checked at {@code askedNanos} lets nobody in any more: the session was
   * closed since, or it is old.
   */
  public boolean wasClosedSince(String sessionId, long askedNanos) {
    Long closed = closedNanos.getIfPresent(sessionId);
    return (closed != null && askedNanos - closed <= 0)
        || System.nanoTime() - askedNanos > MEMORY.toNanos();
  }

  /** Removes and closes the session, and keeps out whoever was let in before this moment. */
  @Override
  public void unregister(String sessionId) {
    unregister(sessionId, _ -> true);
  }

  /** As {@link SessionStore#revoke}: also keeps out whoever was let in before this moment. */
  @Override
  public void revoke(String sessionId, int leastVersion) {
    unregister(sessionId, tunnel -> leastVersion == 0 || tunnel.credentialVersion() < leastVersion);
  }

  /** As {@link #unregister}, unless the session is newer than that generation. */
  public void unregister(String sessionId, long generation) {
    Tunnel present = find(sessionId);
    if (present != null && present.knownGeneration() <= generation) {
      unregister(sessionId, tunnel -> tunnel == present);
    }
  }

  private void unregister(String sessionId, Predicate<Tunnel> which) {
    AtomicReference<@Nullable Tunnel> removed = new AtomicReference<>();
    tunnels.compute(
        sessionId,
        (id, present) -> {
          closedNanos.put(id, System.nanoTime());
          boolean stays = present != null && !which.test(present);
          removed.set(stays ? null : present);
          return stays ? present : null;
        });
    Tunnel out = removed.get();
    if (out != null) {
      out.close();
    }
  }

  /** Forgets this very tunnel; a newer one of the same agent stays. */
  public void remove(Tunnel tunnel) {
    tunnels.remove(tunnel.sessionId(), tunnel);
  }

  @Override
  public Tunnel lookup(String sessionId) throws SessionStoreException {
    Tunnel found = find(sessionId);
    if (found == null) {
      throw new SessionStoreException(
          SessionStoreException.Code.NOT_FOUND, "No live session of this id");
    }
    return found;
  }

  /** As {@link #lookup}, null when absent. */
  public @Nullable Tunnel find(String sessionId) {
    return tunnels.get(sessionId);
  }

  @Override
  public boolean exists(String sessionId) {
    return tunnels.containsKey(sessionId);
  }

  @Override
  public List<SessionSummary> list() {
    return tunnels.values().stream().map(Tunnel::summary).toList();
  }

  /** The tunnels as they are now. */
  public List<Tunnel> live() {
    return List.copyOf(tunnels.values());
  }

  /** How many there are. */
  public int size() {
    return tunnels.size();
  }

  @Override
  public void heartbeat(String sessionId) throws SessionStoreException {
    lookup(sessionId).touch();
  }

  @Override
  public int cleanupExpired(Duration age) {
    List<Tunnel> expired = new ArrayList<>();
    for (Tunnel tunnel : tunnels.values()) {
      if (tunnel.silence().compareTo(age) > 0 && tunnels.remove(tunnel.sessionId(), tunnel)) {
        expired.add(tunnel);
      }
    }
    expired.forEach(Tunnel::close);
    return expired.size();
  }

  @Override
  public int closeAll() {
    int closed = 0;
    for (Tunnel tunnel : tunnels.values()) {
      if (tunnels.remove(tunnel.sessionId(), tunnel)) {
        tunnel.close();
        closed++;
      }
    }
    return closed;
  }
}
