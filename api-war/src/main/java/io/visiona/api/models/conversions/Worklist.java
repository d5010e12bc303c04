package io.visiona.api.models.conversions;

import io.visiona.api.models.converter.JobResponse;
import io.visiona.api.models.converter.Status;
import io.visiona.api.platform.quota.StorageQuota;
import io.visiona.shared.error.ErrorCode;
import io.visiona.shared.persistence.Transactions;
import jakarta.persistence.EntityManager;
import jakarta.persistence.LockModeType;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.BiConsumer;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/**
 * What the servers have to do about conversions. All of it is in the database, so that nothing is
 * lost with a server, and each thing is done by one server at a time: who takes it gets a lease
 * with a token of its own, and may write the outcome only while the row has that token still. A
 * server that died gives nothing back; its leases run out. One that slept too long finds its token
 * gone. Thread-safe.
 */
final class Worklist {
  /**
   * Conversions a person may have going on; each is a file at the converter, and nobody waits for
   * twenty by hand.
   */
  static final int MOST_OPEN = 20;

  private static final StorageQuota GOING_ON =
      new StorageQuota(
          MOST_OPEN, "Too many conversions are going on; wait for some, or cancel them.");

  /** How long the converter may be silent about one job before it is given up. */
  static final Duration PATIENCE = Duration.ofHours(24);

  static final String INTERRUPTED = "The upload was interrupted; send the file again.";

  private static final Duration LONGEST_PAUSE = Duration.ofMinutes(1);
  private static final int MOST_DOUBLINGS = 10;
  private static final int MOST_INTERRUPTED = 100;

  private static final String WITH_JOB = "c.jobId IS NOT NULL";
  private static final String WITHOUT_JOB = "c.jobId IS NULL";
  private static final String DUE =
      " AND c.pollAt <= :now AND (c.lease IS NULL OR c.leaseUntil <= :now)";

  private static final Set<Status> OPEN = Set.of(Status.QUEUED, Status.RUNNING);

  private final Transactions transactions;
  private final DatabaseClock clock;
  private final Duration lease;
  private final Duration interval;

  /**
   * Made once.
   *
   * @param lease how long a taken task is this server's; longer than any call to the converter
   * @param interval between two questions about a job
   */
  Worklist(Transactions transactions, DatabaseClock clock, Duration lease, Duration interval) {
    this.transactions = transactions;
    this.clock = clock;
    this.lease = lease;
    this.interval = interval;
  }

  /**
   * An upload that this server holds until it {@linkplain #attach attaches} a job or {@linkplain
   * #discard discards} it.
   */
  record Upload(UUID conversion, UUID lease) {}

  /**
   * Begins an upload; throws {@link ErrorCode#CONFLICT} when the person has too many conversions
   * going on.
   */
  Upload begin(NewConversion begun) {
    return transactions.call(entities -> {
      GOING_ON.require(entities, begun.owner(), counting -> open(counting, begun.owner()));
      Instant now = clock.now(entities);
      Upload upload = new Upload(UUID.randomUUID(), UUID.randomUUID());
      entities.persist(
          new ConversionEntity(
              upload.conversion(),
              begun,
              new ConversionLease(upload.lease(), now.plus(lease)),
              now));
      return upload;
    });
  }

  private static long open(EntityManager entities, String owner) {
    return entities
        .createQuery(
            "SELECT COUNT(c) FROM ConversionEntity c WHERE c.owner = :owner AND c.status IN :open",
            Long.class)
        .setParameter("owner", owner)
        .setParameter("open", OPEN)
        .getSingleResult();
  }

  /**
   * Says that the upload goes on; false when it is no longer this server's, because it was
   * cancelled or given up.
   */
  boolean renew(Upload upload) {
    return transactions.call(entities ->
        entities
                .createQuery(
                    "UPDATE ConversionEntity c SET c.leaseUntil = :until, c.pollAt = :until"
                        + " WHERE c.id = :id AND c.lease = :lease")
                .setParameter("until", clock.now(entities).plus(lease))
                .setParameter("id", upload.conversion())
                .setParameter("lease", upload.lease().toString())
                .executeUpdate()
            == 1);
  }

  /**
   * The whole file is there and the converter has made a job of it. False when the conversion was
   * over by then; its job is then due to be deleted.
   */
  boolean attach(Upload upload, String jobId) {
    return transactions.call(entities -> {
      ConversionEntity row =
          entities.find(
              ConversionEntity.class, upload.conversion(), LockModeType.PESSIMISTIC_WRITE);
      if (row == null) {
        throw new IllegalStateException("the conversion is gone");
      }
      if (row.status().isFinal()) {
        row.orphan(jobId, clock.now(entities));
        return false;
      }
      row.attach(jobId, clock.now(entities));
      return true;
    });
  }

  /**
   * The file did not arrive, and the person has been told: nothing is left. A conversion that was
   * cancelled meanwhile stays.
   */
  void discard(Upload upload) {
    transactions.call(entities ->
        entities
            .createQuery("DELETE FROM ConversionEntity c WHERE c.id = :id AND c.lease = :lease")
            .setParameter("id", upload.conversion())
            .setParameter("lease", upload.lease().toString())
            .executeUpdate());
  }

  /** Fails the conversions whose upload nobody holds any more; says how many. */
  int failInterrupted() {
    int failed = 0;
    for (UUID id : due(WITHOUT_JOB, MOST_INTERRUPTED)) {
      failed += due(WITHOUT_JOB, id, ConversionEntity::interrupted).isPresent() ? 1 : 0;
    }
    return failed;
  }

  /** Takes at most {@code most} tasks that are due, the longest due first. */
  List<Task> take(int most) {
    List<Task> taken = new ArrayList<>();
    for (UUID id : due(WITH_JOB, most)) {
      due(
              WITH_JOB,
              id,
              (row, now) -> row.take(new ConversionLease(UUID.randomUUID(), now.plus(lease))))
          .ifPresent(taken::add);
    }
    return taken;
  }

  private List<UUID> due(String which, int most) {
    return transactions.call(entities ->
        entities
            .createQuery(
                "SELECT c.id FROM ConversionEntity c WHERE " + which + DUE + " ORDER BY c.pollAt",
                UUID.class)
            .setParameter("now", clock.now(entities))
            .setMaxResults(most)
            .getResultList());
  }

  /**
   * Does something with a row that is still due. Each is a transaction of its own, so that nobody
   * holds two rows. The database's lock makes those who want the same row wait for each other; the
   * later ones then find it not due any more.
   */
  private <T> Optional<T> due(
      String which, UUID id, BiFunction<ConversionEntity, Instant, T> work) {
    return transactions.call(entities -> {
      Instant now = clock.now(entities);
      return entities
          .createQuery(
              "SELECT c FROM ConversionEntity c WHERE c.id = :id AND " + which + DUE,
              ConversionEntity.class)
          .setParameter("id", id)
          .setParameter("now", now)
          .setLockMode(LockModeType.PESSIMISTIC_WRITE)
          .getResultStream()
          .findFirst()
          .map(row -> work.apply(row, now));
    });
  }

  /**
   * Writes what the converter said of a job. Gives back the conversion, empty when the task is no
   * longer this server's.
   */
  Optional<Conversion> answered(Task task, JobResponse answer) {
    return write(task, (row, now) -> row.answered(answer, now, now.plus(interval)));
  }

  /** The converter did not say anything of use; it is asked again later, and later each time. */
  Optional<Conversion> unanswered(Task task) {
    return write(
        task, (row, now) -> row.unanswered(now, now.plus(pause(task.attempts())), PATIENCE));
  }

  /** The converter has deleted the abandoned job. */
  void deleted(Task task) {
    write(task, (row, now) -> row.deleted());
  }

  /** The interval, twice as long after each failure, at most a minute or the interval. */
  private Duration pause(int attempts) {
    Duration doubled = interval.multipliedBy(1L << Math.min(attempts + 1, MOST_DOUBLINGS));
    Duration longest = interval.compareTo(LONGEST_PAUSE) > 0 ? interval : LONGEST_PAUSE;
    return doubled.compareTo(longest) > 0 ? longest : doubled;
  }

  private Optional<Conversion> write(Task task, BiConsumer<ConversionEntity, Instant> outcome) {
    return transactions.call(entities -> {
      @Nullable ConversionEntity row =
          entities
              .createQuery(
                  "SELECT c FROM ConversionEntity c WHERE c.id = :id AND c.lease = :lease",
                  ConversionEntity.class)
              .setParameter("id", task.conversion())
              .setParameter("lease", task.lease().toString())
              .setLockMode(LockModeType.PESSIMISTIC_WRITE)
              .getResultStream()
              .findFirst()
              .orElse(null);
      if (row == null) {
        return Optional.empty();
      }
      outcome.accept(row, clock.now(entities));
      return Optional.of(row.toConversion());
    });
  }
}
