package io.visiona.api.models.conversions;

import io.visiona.api.models.converter.Chip;
import io.visiona.api.models.converter.ConversionResult;
import io.visiona.api.models.converter.JobResponse;
import io.visiona.api.models.converter.Status;
import io.visiona.shared.persistence.InstantConverter;
import jakarta.persistence.Column;
import jakarta.persistence.Convert;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A row of {@code conversions}, with every transition it may make. It never leaves the transaction
 * that read it.
 */
@Entity
@Table(name = "conversions")
@SuppressWarnings(
    "NullAway.Init") // the provider fills the fields of an instance it made with the empty
// constructor
public class ConversionEntity {
  private static final int DONE = 100;

  @Id private UUID id;

  private String owner;
  private String name;

  @Enumerated(EnumType.STRING)
  private Chip chip;

  @Enumerated(EnumType.STRING)
  private Status status;

  private int progress;
  private @Nullable String message;

  @Column(name = "job_id")
  private @Nullable String jobId;

  @Column(name = "result_size")
  private @Nullable Long resultSize;

  @Column(name = "result_sha256")
  private @Nullable String resultSha256;

  @Column(name = "object_key")
  private @Nullable String objectKey;

  /** As text, like the lease: the provider can neither read nor write a UUID that is null. */
  @Column(name = "model_id")
  private @Nullable String modelId;

  @Column(name = "created_at")
  @Convert(converter = InstantConverter.class)
  private Instant createdAt;

  @Column(name = "updated_at")
  @Convert(converter = InstantConverter.class)
  private Instant updatedAt;

  /** When the converter last answered about the job, or when it first could have. */
  @Column(name = "answered_at")
  @Convert(converter = InstantConverter.class)
  private Instant answeredAt;

  /** Nobody wants the job any more, and the converter has not yet confirmed that it is gone. */
  private boolean abandoned;

  /** Questions in a row that the converter did not answer. */
  private int attempts;

  @Column(name = "poll_at")
  @Convert(converter = InstantConverter.class)
  private @Nullable Instant pollAt;

  @SuppressWarnings("UnusedVariable") // read by queries
  private @Nullable String lease;

  @Column(name = "lease_until")
  @Convert(converter = InstantConverter.class)
  private @Nullable Instant leaseUntil;

  /** For the persistence provider. */
  protected ConversionEntity() {}

  /** One whose file begins to arrive at whoever holds the lease. */
  ConversionEntity(UUID id, NewConversion begun, ConversionLease lease, Instant now) {
    this.id = id;
    this.owner = begun.owner();
    this.name = begun.name();
    this.chip = begun.chip();
    this.status = Status.QUEUED;
    this.createdAt = now;
    this.updatedAt = now;
    this.answeredAt = now;
    this.lease = lease.token().toString();
    this.leaseUntil = lease.until();
    this.pollAt = lease.until();
  }

  UUID id() {
    return id;
  }

  Status status() {
    return status;
  }

  /** Gives what is due to whoever has the lease now. */
  Task take(ConversionLease taken) {
    if (jobId == null) {
      throw new IllegalStateException("a conversion without a job has no task");
    }
    lease = taken.token().toString();
    leaseUntil = taken.until();
    return new Task(id, taken.token(), jobId, abandoned, attempts);
  }

  /** The file has arrived, and the converter has a job for it. */
  void attach(String job, Instant now) {
    jobId = job;
    answeredAt = now;
    due(now);
  }

  /** The converter has a job for it, but it is over: the job has to go. */
  void orphan(String job, Instant now) {
    jobId = job;
    abandon(now);
  }

  /** The person does not want it any more. */
  void cancel(Instant now) {
    end(Status.CANCELLED, null, now);
    if (jobId != null) {
      abandon(now);
    }
  }

  /** What the converter says; the next question is due at {@code next} if there is one. */
  void answered(JobResponse answer, Instant now, Instant next) {
    attempts = 0;
    answeredAt = now;
    switch (answer) {
      case JobResponse.Unknown() ->
          end(Status.FAILED, "The converter no longer knows this job.", now);
      case JobResponse.Known known when known.status().isFinal() -> {
        known
            .result()
            .ifPresent(file -> {
              resultSize = file.size();
              resultSha256 = file.sha256();
            });
        end(known.status(), known.message().isEmpty() ? null : known.message(), now);
      }
      case JobResponse.Known known -> {
        show(known, now);
        due(next);
      }
    }
  }

  private void show(JobResponse.Known known, Instant now) {
    int told = known.progress().orElse(progress);
    String text = known.message().isEmpty() ? null : known.message();
    if (status != known.status() || progress != told || !Objects.equals(message, text)) {
      status = known.status();
      progress = told;
      message = text;
      updatedAt = now;
    }
  }

  /** The converter did not answer; who does not for {@code patience} is not asked any more. */
  void unanswered(Instant now, Instant next, Duration patience) {
    attempts++;
    if (now.isBefore(answeredAt.plus(patience))) {
      due(next);
    } else if (abandoned) {
      settle();
    } else {
      fail("The converter has not answered for " + patience.toHours() + " hours.", now);
      abandon(now);
    }
  }

  /** The converter has deleted the abandoned job. */
  void deleted() {
    abandoned = false;
    settle();
  }

  /** Its file will never be there. */
  Conversion interrupted(Instant now) {
    fail(Worklist.INTERRUPTED, now);
    return toConversion();
  }

  private void fail(String why, Instant now) {
    end(Status.FAILED, why, now);
  }

  /** Where the result is; what was first stored stays. */
  String stored(String key) {
    if (objectKey == null) {
      objectKey = key;
    }
    return objectKey;
  }

  /** Once: who watches is told of what was changed lately. */
  void promoted(UUID model, Instant now) {
    if (!model.toString().equals(modelId)) {
      modelId = model.toString();
      updatedAt = now;
    }
  }

  private void end(Status outcome, @Nullable String text, Instant now) {
    status = outcome;
    progress = outcome == Status.SUCCEEDED ? DONE : progress;
    message = text;
    updatedAt = now;
    settle();
  }

  private void abandon(Instant now) {
    abandoned = true;
    attempts = 0;
    answeredAt = now;
    due(now);
  }

  private void due(Instant at) {
    release();
    pollAt = at;
  }

  private void settle() {
    release();
    pollAt = null;
  }

  /** Whoever still holds the lease can write nothing any more. */
  private void release() {
    lease = null;
    leaseUntil = null;
  }

  Conversion toConversion() {
    ConversionResult result =
        resultSize == null || resultSha256 == null
            ? null
            : new ConversionResult(resultSize, resultSha256);
    return new Conversion(
        id,
        owner,
        name,
        chip,
        status,
        progress,
        message,
        jobId,
        result,
        objectKey,
        modelId == null ? null : UUID.fromString(modelId),
        createdAt,
        updatedAt);
  }
}
