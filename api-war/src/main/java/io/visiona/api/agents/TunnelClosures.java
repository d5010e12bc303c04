package io.visiona.api.agents;

import io.visiona.api.agents.relay.TunnelCloser;
import io.visiona.shared.persistence.Transactions;
import io.visiona.shared.sessions.SessionStoreException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.stream.Collectors;

/**
 * Closes the tunnels of revoked tokens: at once, or, when a relay cannot be reached, as soon as it
 * can. The request to close one is a row in the database until each relay that had it has
 * confirmed. Rows that wait for different relays are worked on beside each other, so that a relay
 * that does not answer holds up its own and no others. Thread-safe.
 */
public final class TunnelClosures {
  private static final Logger LOG = System.getLogger(TunnelClosures.class.getName());

  /** After so many a relay is left alone until the next sweep. */
  private static final int MOST_FAILURES = 3;

  private final TunnelCloser closer;
  private final ClosureList list;
  private final Executor executor;

  /** Groups that are being worked on here. */
  private final Set<String> busy = ConcurrentHashMap.newKeySet();

  /**
   * Nothing is closed yet.
   *
   * @param executor works on groups beside each other
   */
  public TunnelClosures(TunnelCloser closer, Transactions transactions, Executor executor) {
    this.closer = closer;
    this.list = new ClosureList(transactions);
    this.executor = executor;
  }

  /**
   * Closes the tunnel of a revoked token; false when a relay could not be reached and it will be
   * tried again.
   */
  public boolean close(TunnelClosure closure) {
    return new Sweep(Level.WARNING).close(closure);
  }

  /** Begins to try again what could not be closed before and is nobody's now. */
  public void closePending() {
    for (String group : list.groups()) {
      if (busy.add(group)) {
        executor.execute(() -> closePending(group));
      }
    }
  }

  private void closePending(String group) {
    try {
      Sweep sweep = new Sweep(Level.DEBUG);
      List<TunnelClosure> taken = list.take(group);
      taken.forEach(sweep::close);
    } catch (RuntimeException later) {
      LOG.log(Level.WARNING, "Tunnels of revoked agents could not be closed; trying again", later);
    } finally {
      busy.remove(group);
    }
  }

  /** What was found out about relays while some tunnels were closed, one after the other. */
  private final class Sweep {
    private final Level ifNot;
    private final Map<String, Integer> failures = new ConcurrentHashMap<>();

    Sweep(Level ifNot) {
      this.ifNot = ifNot;
    }

    boolean close(TunnelClosure closure) {
      Set<String> waiting = new HashSet<>(closure.relays());
      try {
        // Again each time: the directory remembers it for some minutes only.
        waiting.addAll(closer.revoke(closure.agent().toString(), closure.leastVersion()));
      } catch (SessionStoreException unavailable) {
        note(closure, unavailable);
        list.waitsFor(closure.id(), closure.relays());
        return false;
      }
      waiting.removeAll(confirmed(waiting, closure));
      if (waiting.isEmpty()) {
        list.done(closure.id());
        return true;
      }
      list.waitsFor(closure.id(), waiting);
      return false;
    }

    /** Those of some relays that have closed it. Several are asked at once. */
    private Set<String> confirmed(Set<String> relays, TunnelClosure closure) {
      if (relays.size() == 1) {
        return close(relays.iterator().next(), closure) ? Set.copyOf(relays) : Set.of();
      }
      Map<String, CompletableFuture<Boolean>> asked = new HashMap<>();
      relays.forEach(relay ->
          asked.put(relay, CompletableFuture.supplyAsync(() -> close(relay, closure), executor)));
      return asked.entrySet().stream()
          .filter(each -> each.getValue().join())
          .map(Map.Entry::getKey)
          .collect(Collectors.toUnmodifiableSet());
    }

    private boolean close(String relay, TunnelClosure closure) {
      if (failures.getOrDefault(relay, 0) >= MOST_FAILURES) {
        return false;
      }
      try {
        closer.close(relay, closure.agent().toString(), closure.leastVersion());
        return true;
      } catch (SessionStoreException unavailable) {
        failures.merge(relay, 1, Integer::sum);
        note(closure, unavailable);
        return false;
      }
    }

    private void note(TunnelClosure closure, SessionStoreException unavailable) {
      LOG.log(
          ifNot,
          "The tunnel of revoked agent {0} could not be closed yet: {1}",
          closure.agent(),
          unavailable.getMessage());
    }
  }
}
