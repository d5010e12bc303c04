package io.visiona.api.agents;

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

/** The live tunnels of agents, as the relay tells. Thread-safe. */
public final class LiveTunnels {
  private static final Logger LOG = System.getLogger(LiveTunnels.class.getName());

  private final SessionStore<? extends SessionHandle> store;

  /** Asked every few seconds, it would fill the log while the relay is away. */
  private final AtomicBoolean away = new AtomicBoolean();

  public LiveTunnels(SessionStore<? extends SessionHandle> store) {
    this.store = store;
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

  private static SessionSummary newer(SessionSummary one, SessionSummary other) {
    return one.generation() >= other.generation() ? one : other;
  }
}
