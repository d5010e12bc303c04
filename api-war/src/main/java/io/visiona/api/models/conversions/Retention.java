package io.visiona.api.models.conversions;

import io.visiona.api.models.converter.Status;
import io.visiona.shared.persistence.Transactions;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/**
 * Forgets conversions that were over long ago. What came of them stays: models in the library,
 * files on the file server. One whose job the converter has still to delete is kept until it has.
 * Every server does it, and each row is a transaction of its own, so that nobody holds two rows
 * while another server wants them in another order. Thread-safe.
 */
final class Retention {
  private static final Logger LOG = System.getLogger(Retention.class.getName());

  private static final Set<Status> OVER = Set.of(Status.SUCCEEDED, Status.FAILED, Status.CANCELLED);
  private static final String LONG_OVER =
      "c.status IN :over AND c.pollAt IS NULL AND c.updatedAt < :before";

  private final Transactions transactions;
  private final DatabaseClock clock;
  private final Duration keep;
  private final int atOnce;

  /**
   * Made once.
   *
   * @param keep how long a conversion is kept after its end
   * @param atOnce ids that are read at once
   */
  Retention(Transactions transactions, DatabaseClock clock, Duration keep, int atOnce) {
    this.transactions = transactions;
    this.clock = clock;
    this.keep = keep;
    this.atOnce = atOnce;
  }

  /** Forgets all whose time is over; says how many this server did. */
  int look() {
    Instant before = transactions.call(clock::now).minus(keep);
    int forgotten = 0;
    int now;
    do {
      now = longOver(before).stream().mapToInt(id -> forget(id, before)).sum();
      forgotten += now;
    } while (now > 0);
    if (forgotten > 0) {
      LOG.log(
          Level.INFO,
          "Forgot {0} conversions that were over for {1} hours",
          forgotten,
          keep.toHours());
    }
    return forgotten;
  }

  private List<UUID> longOver(Instant before) {
    return transactions.call(entities ->
        entities
            .createQuery("SELECT c.id FROM ConversionEntity c WHERE " + LONG_OVER, UUID.class)
            .setParameter("over", OVER)
            .setParameter("before", before)
            .setMaxResults(atOnce)
            .getResultList());
  }

  private int forget(UUID id, Instant before) {
    return transactions.call(entities ->
        entities
            .createQuery("DELETE FROM ConversionEntity c WHERE c.id = :id AND " + LONG_OVER)
            .setParameter("id", id)
            .setParameter("over", OVER)
            .setParameter("before", before)
            .executeUpdate());
  }
}
