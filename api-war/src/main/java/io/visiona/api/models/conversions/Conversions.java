package io.visiona.api.models.conversions;

import io.visiona.api.http.Cursor;
import io.visiona.shared.error.ApiException;
import io.visiona.shared.error.ErrorCode;
import io.visiona.shared.persistence.Transactions;
import jakarta.persistence.EntityManager;
import jakarta.persistence.LockModeType;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * The stored conversions, as their owners see them. Every question names the owner; another
 * person's conversion is as absent as one that never was. Thread-safe.
 */
public final class Conversions {
  private final Transactions transactions;
  private final DatabaseClock clock;

  Conversions(Transactions transactions, DatabaseClock clock) {
    this.transactions = transactions;
    this.clock = clock;
  }

  /** What came of cancelling. */
  enum Cancellation {
    /** It is cancelled, now or already before. */
    CANCELLED,
    /** It was cancelled now, and this call did it. */
    CANCELLED_NOW,
    /** It had already succeeded or failed. */
    TOO_LATE
  }

  /** At most {@code limit} conversions behind {@code after}, the last begun first. */
  public List<Conversion> list(String owner, Cursor after, int limit) {
    return transactions.call(entities ->
        entities
            .createQuery(
                "SELECT c FROM ConversionEntity c WHERE c.owner = :owner"
                    + " AND (c.createdAt < :at OR (c.createdAt = :at AND c.id < :id))"
                    + " ORDER BY c.createdAt DESC, c.id DESC",
                ConversionEntity.class)
            .setParameter("owner", owner)
            .setParameter("at", after.at())
            .setParameter("id", after.id())
            .setMaxResults(limit)
            .getResultStream()
            .map(ConversionEntity::toConversion)
            .toList());
  }

  /** One conversion of that owner. */
  public Optional<Conversion> find(String owner, UUID id) {
    return transactions.call(entities ->
        owned(entities, owner, id, LockModeType.NONE).map(ConversionEntity::toConversion));
  }

  /** As {@link #find}; what is absent is not found. */
  Conversion get(String owner, UUID id) {
    return find(owner, id).orElseThrow(() -> new ApiException(ErrorCode.NOT_FOUND));
  }

  /**
   * Those that are there, whoever's they are: for watchers that were let in before. At most 500 at
   * once.
   */
  List<Conversion> all(Collection<UUID> ids) {
    return transactions.call(entities ->
        entities
            .createQuery(
                "SELECT c FROM ConversionEntity c WHERE c.id IN :ids", ConversionEntity.class)
            .setParameter("ids", ids)
            .getResultStream()
            .map(ConversionEntity::toConversion)
            .toList());
  }

  /**
   * Cancels one; its job, if there is one by now, is due to be deleted. Empty when the owner has
   * none of that id.
   */
  Optional<Cancellation> cancel(String owner, UUID id) {
    return transactions.call(entities ->
        owned(entities, owner, id, LockModeType.PESSIMISTIC_WRITE)
            .map(row ->
                switch (row.status()) {
                  case QUEUED, RUNNING -> {
                    row.cancel(clock.now(entities));
                    yield Cancellation.CANCELLED_NOW;
                  }
                  case CANCELLED -> Cancellation.CANCELLED;
                  case SUCCEEDED, FAILED -> Cancellation.TOO_LATE;
                }));
  }

  /** Keeps where the result of a conversion is; what was kept first stays, and is given back. */
  String keepObjectKey(UUID id, String key) {
    return transactions.call(entities -> locked(entities, id).stored(key));
  }

  /** Keeps which model it became. */
  void keepModel(UUID id, UUID model) {
    transactions.call(entities -> {
      locked(entities, id).promoted(model, clock.now(entities));
      return model;
    });
  }

  private static ConversionEntity locked(EntityManager entities, UUID id) {
    ConversionEntity row =
        entities.find(ConversionEntity.class, id, LockModeType.PESSIMISTIC_WRITE);
    if (row == null) {
      throw new ApiException(ErrorCode.NOT_FOUND);
    }
    return row;
  }

  private static Optional<ConversionEntity> owned(
      EntityManager entities, String owner, UUID id, LockModeType lock) {
    return entities
        .createQuery(
            "SELECT c FROM ConversionEntity c WHERE c.id = :id AND c.owner = :owner",
            ConversionEntity.class)
        .setParameter("id", id)
        .setParameter("owner", owner)
        .setLockMode(lock)
        .getResultStream()
        .findFirst();
  }
}
