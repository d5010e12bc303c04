package io.visiona.standins.converter;

import java.time.Duration;
import java.time.Instant;
import java.util.Locale;

/**
 * A model that is being worked on: queued for a tenth of the time, then running, then over. Where
 * it stands follows from the time alone.
 *
 * @param id its id
 * @param chip what it is for
 * @param modelHash SHA-256 of the file, in lower-case hexadecimal digits
 * @param modelBytes size of the file
 * @param failure what to fail with halfway, empty to succeed
 * @param begun when it began
 * @param length how long it takes
 */
record Job(
    String id,
    String chip,
    String modelHash,
    long modelBytes,
    String failure,
    Instant begun,
    Duration length) {
  /** Where a job stands. */
  enum State {
    QUEUED,
    RUNNING,
    SUCCEEDED,
    FAILED;

    String tag() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  private static final int DONE = 100;
  private static final int QUEUED_UNTIL = 10;
  private static final int FAILS_AT = 50;

  int progress(Instant now) {
    long passed = Duration.between(begun, now).toMillis();
    int percent = length.isZero() ? DONE : Math.clamp(passed * DONE / length.toMillis(), 0, DONE);
    return failure.isEmpty() ? percent : Math.min(percent, FAILS_AT);
  }

  State state(Instant now) {
    int progress = progress(now);
    if (!failure.isEmpty() && progress >= FAILS_AT) {
      return State.FAILED;
    }
    if (progress >= DONE) {
      return State.SUCCEEDED;
    }
    return progress < QUEUED_UNTIL ? State.QUEUED : State.RUNNING;
  }

  String message(Instant now) {
    return switch (state(now)) {
      case QUEUED -> "Waiting for a worker.";
      case RUNNING -> "Compiling for " + chip + ".";
      case SUCCEEDED -> "";
      case FAILED -> failure;
    };
  }

  /** The file it gives. */
  Nef result() {
    return new Nef(chip, modelHash, modelBytes);
  }
}
