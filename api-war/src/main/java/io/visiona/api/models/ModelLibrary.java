package io.visiona.api.models;

import io.visiona.api.http.Cursor;
import io.visiona.api.platform.quota.StorageQuota;
import io.visiona.shared.persistence.DatabaseException;
import io.visiona.shared.persistence.Transactions;
import jakarta.persistence.EntityManager;
import jakarta.persistence.LockModeType;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/** The stored models; the files are elsewhere. Thread-safe. */
public final class ModelLibrary {
  private final Transactions transactions;
  private final Clock clock;

  public ModelLibrary(Transactions transactions, Clock clock) {
    this.transactions = transactions;
    this.clock = clock;
  }

  /**
   * Puts what a conversion made into its owner's library. Of one conversion there is one model: the
   * second call, also one at the same time, gives the same and changes nothing, whatever it brings.
   * Once its owner has deleted it, a call makes a new one.
   */
  public Model promote(ConvertedModel converted) {
    Optional<Model> already = ofConversion(converted.conversionId());
    if (already.isPresent()) {
      return already.get();
    }
    try {
      return transactions.call(entities -> {
        ModelEntity row = new ModelEntity(UUID.randomUUID(), converted, now());
        entities.persist(row);
        entities.flush();
        return row.toModel();
      });
    } catch (DatabaseException failed) {
      // The unique column lets one of several at once through; the others find its model.
      return ofConversion(converted.conversionId()).orElseThrow(() -> failed);
    }
  }

  /** The model that was made of a conversion. */
  public Optional<Model> ofConversion(UUID conversion) {
    return transactions.call(entities ->
        entities
            .createQuery(
                "SELECT m FROM ModelEntity m WHERE m.conversionId = :conversion", ModelEntity.class)
            .setParameter("conversion", conversion.toString())
            .getResultStream()
            .findFirst()
            .map(ModelEntity::toModel));
  }

  /** Adds a model whose file is stored, if its owner may have one more. */
  Model add(UploadedModel uploaded, StorageQuota quota) {
    return transactions.call(entities -> {
      quota.require(entities, uploaded.owner(), counting -> uploads(counting, uploaded.owner()));
      ModelEntity row = new ModelEntity(uploaded, now());
      entities.persist(row);
      return row.toModel();
    });
  }

  /** How many uploaded models a person has. */
  long uploads(String owner) {
    return transactions.call(entities -> uploads(entities, owner));
  }

  private static long uploads(EntityManager entities, String owner) {
    return entities
        .createQuery(
            "SELECT COUNT(m) FROM ModelEntity m WHERE m.owner = :owner AND m.source = :source",
            Long.class)
        .setParameter("owner", owner)
        .setParameter("source", Source.UPLOADED.text())
        .getSingleResult();
  }

  /** Whether there is such a model, whosever it is. */
  boolean exists(UUID model) {
    return transactions.call(entities -> row(entities, model, LockModeType.NONE).isPresent());
  }

  /** All models of some owners, at most 500 of them at once. */
  public List<Model> ofOwners(Set<String> owners) {
    return transactions.call(entities ->
        entities
            .createQuery("SELECT m FROM ModelEntity m WHERE m.owner IN :owners", ModelEntity.class)
            .setParameter("owners", owners)
            .getResultStream()
            .map(ModelEntity::toModel)
            .toList());
  }

  /** The hash of a model's file, whosever it is; empty when there is no such model. */
  public Optional<String> sha256(UUID model) {
    return transactions.call(entities ->
        row(entities, model, LockModeType.NONE).map(ModelEntity::toModel).map(Model::sha256));
  }

  /** At most {@code limit} models behind {@code after}, the newest first. */
  public List<Model> list(String owner, Cursor after, int limit) {
    return transactions.call(entities ->
        entities
            .createQuery(
                "SELECT m FROM ModelEntity m WHERE m.owner = :owner"
                    + " AND (m.createdAt < :at OR (m.createdAt = :at AND m.id < :id))"
                    + " ORDER BY m.createdAt DESC, m.id DESC",
                ModelEntity.class)
            .setParameter("owner", owner)
            .setParameter("at", after.at())
            .setParameter("id", after.id())
            .setMaxResults(limit)
            .getResultStream()
            .map(ModelEntity::toModel)
            .toList());
  }

  /** What a person finds under an id. */
  public ModelLookup find(String caller, UUID model) {
    return transactions.call(entities ->
        ModelLookup.of(row(entities, model, LockModeType.NONE), caller, ModelEntity::toModel));
  }

  /** Renames a person's own model and gives it back as it is then. */
  public ModelLookup rename(String caller, UUID model, String name) {
    return transactions.call(entities ->
        ModelLookup.of(
            row(entities, model, LockModeType.PESSIMISTIC_WRITE),
            caller,
            own -> {
              own.rename(name, now());
              return own.toModel();
            }));
  }

  /** Deletes a person's own model and gives it back as it was; its file is to be removed then. */
  public ModelLookup delete(String caller, UUID model) {
    return transactions.call(entities ->
        ModelLookup.of(
            row(entities, model, LockModeType.PESSIMISTIC_WRITE),
            caller,
            own -> {
              entities.remove(own);
              return own.toModel();
            }));
  }

  private static Optional<ModelEntity> row(EntityManager entities, UUID model, LockModeType lock) {
    return Optional.ofNullable(entities.find(ModelEntity.class, model, lock));
  }

  /** Milliseconds: what every database keeps, so that a value read equals the one written. */
  private Instant now() {
    return clock.instant().truncatedTo(ChronoUnit.MILLIS);
  }
}
