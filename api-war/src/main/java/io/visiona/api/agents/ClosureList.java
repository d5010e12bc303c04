package io.visiona.api.agents;

import io.visiona.shared.persistence.Transactions;
import jakarta.persistence.EntityManager;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;

/**
 * The tunnels that have yet to be closed, which all API servers share. Who takes some has them for
 * {@value #LEASE_SECONDS} s by the database's clock; if it dies meanwhile another one takes them
 * then. Thread-safe.
 */
final class ClosureList {
  /** Longer than a server takes for {@link #MOST} of them when the relay does not answer. */
  static final int LEASE_SECONDS = 30;

  /** How many are taken at once. */
  static final int MOST = 100;

  private static final String DUE = "(lease_until IS NULL OR lease_until <= CURRENT_TIMESTAMP)";

  private static final String TAKE =
      "SELECT * FROM tunnel_closures WHERE relays = ?1 AND "
          + DUE
          + " ORDER BY requested_at FETCH FIRST "
          + MOST
          + " ROWS ONLY FOR UPDATE SKIP LOCKED";

  private final Transactions transactions;

  ClosureList(Transactions transactions) {
    this.transactions = transactions;
  }

  /** Adds one, which the server that adds it tries first. */
  static TunnelClosure add(EntityManager entities, TunnelClosureEntity row) {
    entities.persist(row);
    entities.flush();
    TunnelClosure closure = row.toClosure();
    lease(entities, closure);
    return closure;
  }

  /** What rows that are due wait for: each is one for {@link #take}. */
  List<String> groups() {
    return transactions.call(entities -> {
      List<?> found =
          entities
              .createNativeQuery("SELECT DISTINCT relays FROM tunnel_closures WHERE " + DUE)
              .getResultList();
      return found.stream().map(String::valueOf).sorted().toList();
    });
  }

  /**
   * Takes the oldest of a group. Rows that another server is about to take are passed over, not
   * waited for.
   */
  List<TunnelClosure> take(String group) {
    return transactions.call(entities -> {
      List<?> found =
          entities
              .createNativeQuery(TAKE, TunnelClosureEntity.class)
              .setParameter(1, group)
              .getResultList();
      return found.stream()
          .map(TunnelClosureEntity.class::cast)
          .map(row -> lease(entities, row.toClosure()))
          .toList();
    });
  }

  private static TunnelClosure lease(EntityManager entities, TunnelClosure closure) {
    int _ =
        entities
            .createNativeQuery(
                "UPDATE tunnel_closures SET lease_until = CURRENT_TIMESTAMP + INTERVAL '"
                    + LEASE_SECONDS
                    + "' SECOND WHERE id = ?1")
            .setParameter(1, closure.id())
            .executeUpdate();
    return closure;
  }

  /** The tunnel is closed wherever it was. */
  void done(UUID id) {
    transactions.call(entities ->
        entities
            .createQuery("DELETE FROM TunnelClosureEntity c WHERE c.id = :id")
            .setParameter("id", id)
            .executeUpdate());
  }

  /** These relays have yet to confirm it, and it is nobody's now. */
  void waitsFor(UUID id, Set<String> relays) {
    transactions.call(entities ->
        entities
            .createNativeQuery(
                "UPDATE tunnel_closures SET relays = ?1, lease_until = NULL WHERE id = ?2")
            .setParameter(1, String.join(",", new TreeSet<>(relays)))
            .setParameter(2, id)
            .executeUpdate());
  }
}
