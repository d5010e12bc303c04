package io.visiona.api.platform.audit;

import io.visiona.api.http.Cursor;
import io.visiona.shared.persistence.Transactions;
import java.time.Clock;
import java.time.Duration;
import java.util.List;

/** The stored events. Thread-safe. */
public final class AuditTrail {
  private final Transactions transactions;
  private final Duration keep;
  private final Clock clock;

  /**
   * Made once.
   *
   * @param keep how long an event is kept
   */
  public AuditTrail(Transactions transactions, Duration keep, Clock clock) {
    this.transactions = transactions;
    this.keep = keep;
    this.clock = clock;
  }

  /** Stores them, all or none. */
  void add(List<AuditEvent> events) {
    transactions.call(entities -> {
      events.forEach(event -> entities.persist(new AuditEntity(event)));
      return events.size();
    });
  }

  /** At most {@code limit} of a person's events behind {@code after}, the last first. */
  public List<AuditEvent> list(String subject, Cursor after, int limit) {
    return transactions.call(entities ->
        entities
            .createQuery(
                "SELECT e FROM AuditEntity e WHERE e.subject = :subject"
                    + " AND (e.happenedAt < :at OR (e.happenedAt = :at AND e.id < :id))"
                    + " ORDER BY e.happenedAt DESC, e.id DESC",
                AuditEntity.class)
            .setParameter("subject", subject)
            .setParameter("at", after.at())
            .setParameter("id", after.id())
            .setMaxResults(limit)
            .getResultStream()
            .map(AuditEntity::toEvent)
            .toList());
  }

  /** Deletes what is older than it is kept; says how many. */
  public int forgetOld() {
    return transactions.call(entities ->
        entities
            .createQuery("DELETE FROM AuditEntity e WHERE e.happenedAt < :before")
            .setParameter("before", clock.instant().minus(keep))
            .executeUpdate());
  }
}
