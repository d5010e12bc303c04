package io.visiona.api.agents;

import io.visiona.shared.persistence.Transactions;
import io.visiona.shared.sessions.SessionHandle;
import io.visiona.shared.sessions.SessionStore;
import io.visiona.shared.sessions.SessionStoreException;
import io.visiona.shared.sessions.SessionSummary;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;

/**
 * The live tunnels of agents, as the relay tells. A revoked agent's tunnel is closed at once, or,
 * when the relay cannot be reached, as soon as it can: the request to close it is a row in the
 * database until the relay has confirmed. Thread-safe.
 */
public final class LiveTunnels {
  private static final Logger LOG = System.getLogger(LiveTunnels.class.getName());

  /** How many closures one sweep asks for; the rest waits for the next. */
  private static final int SWEEP = 100;

  private static final int MOST_FAILURES = 3;

  private final SessionStore<? extends SessionHandle> store;
  private final Transactions transactions;

  /** Asked every few seconds, it would fill the log while the relay is away. */
  private final AtomicBoolean away = new AtomicBoolean();

  public LiveTunnels(SessionStore<? extends SessionHandle> store, Transactions transactions) {
    this.store = store;
    this.transactions = transactions;
  }

  /** All live tunnels by agent; empty when the relay cannot tell. */
  public Optional<Map<String, SessionSummary>> live() {
    return byAgent(store::list);
  }

  /** The live tunnels of some owners by agent; empty when the relay cannot tell. */
  public Optional<Map<String, SessionSummary>> liveOf(Set<String> owners) {
    return byAgent(() -> store.listOf(owners));
  }

  /** The live tunnels of a person, as far as the relays can tell. */
  public KnownTunnels known(String owner) {
    boolean[] complete = new boolean[1];
    Optional<Map<String, SessionSummary>> found =
        byAgent(() -> {
          SessionStore.Listing listing = store.listKnown(Set.of(owner));
          complete[0] = listing.complete();
          return listing.sessions();
        });
    return new KnownTunnels(found.orElse(Map.of()), complete[0]);
  }

  /** The live tunnels of some agents, by agent; empty when the relay cannot tell. */
  public Optional<Map<String, SessionSummary>> live(Collection<UUID> agents) {
    return byAgent(() -> store.list(agents.stream().map(UUID::toString).toList()));
  }

  @FunctionalInterface
  private interface Listing {
    List<SessionSummary> read() throws SessionStoreException;
  }

  private Optional<Map<String, SessionSummary>> byAgent(Listing listing) {
    try {
      List<SessionSummary> tunnels = listing.read();
      if (away.compareAndSet(true, false)) {
        LOG.log(Level.INFO, "The relay tells again which agents are online");
      }
      return Optional.of(
          tunnels.stream()
              .collect(
                  Collectors.toMap(
                      SessionSummary::agentId, summary -> summary, LiveTunnels::newer)));
    } catch (SessionStoreException unavailable) {
      LOG.log(
          away.compareAndSet(false, true) ? Level.WARNING : Level.DEBUG,
          "The relay cannot tell which agents are online: {0}",
          unavailable.getMessage());
      return Optional.empty();
    }
  }

  /** The live tunnel of one agent, empty when it has none. */
  public Optional<SessionSummary> of(UUID agent) throws SessionStoreException {
    try {
      return Optional.of(store.lookup(agent.toString()).summary());
    } catch (SessionStoreException absent) {
      if (absent.code() == SessionStoreException.Code.NOT_FOUND) {
        return Optional.empty();
      }
      throw absent;
    }
  }

  /** Closes the tunnel of an agent that stays paired; it will come back. */
  public void disconnect(UUID agent) throws SessionStoreException {
    store.unregister(agent.toString());
  }

  /**
   * Closes the tunnel of a revoked token; false when the relay could not be reached and it will be
   * tried again.
   */
  public boolean close(TunnelClosure closure) {
    return close(closure, Level.WARNING);
  }

  /**
   * Tries again what could not be closed before; stops after some failures, for they will not be
   * the only ones. Not at the first: of several relays one may be gone.
   */
  public void closePending() {
    int failures = 0;
    for (TunnelClosure closure : pending()) {
      if (!close(closure, Level.DEBUG) && ++failures == MOST_FAILURES) {
        return;
      }
    }
  }

  private boolean close(TunnelClosure closure, Level ifNot) {
    try {
      store.revoke(closure.agent().toString(), closure.leastVersion());
    } catch (SessionStoreException unavailable) {
      LOG.log(
          ifNot,
          "The tunnel of revoked agent {0} could not be closed yet: {1}",
          closure.agent(),
          unavailable.getMessage());
      return false;
    }
    transactions.call(entities ->
        entities
            .createQuery("DELETE FROM TunnelClosureEntity c WHERE c.id = :id")
            .setParameter("id", closure.id())
            .executeUpdate());
    return true;
  }

  private List<TunnelClosure> pending() {
    return transactions.call(entities ->
        entities
            .createQuery(
                "SELECT c FROM TunnelClosureEntity c ORDER BY c.requestedAt",
                TunnelClosureEntity.class)
            .setMaxResults(SWEEP)
            .getResultStream()
            .map(TunnelClosureEntity::toClosure)
            .toList());
  }

  private static SessionSummary newer(SessionSummary one, SessionSummary other) {
    return one.generation() >= other.generation() ? one : other;
  }
}
