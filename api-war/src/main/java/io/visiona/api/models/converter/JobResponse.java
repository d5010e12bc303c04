package io.visiona.api.models.converter;

import java.util.Optional;
import java.util.OptionalInt;

/** What the converter said about a job, cleaned of what it may not say. */
public sealed interface JobResponse {

  /** It has never heard of the job, or has forgotten it. */
  record Unknown() implements JobResponse {}

  /**
   * It knows the job.
   *
   * @param status where the job stands
   * @param progress 0 to 100, empty when it said nothing that is a number
   * @param message at most {@link JobResponseReader#LONGEST_MESSAGE} characters without control
   *     characters, empty when there is none
   * @param result the file, there exactly when the job succeeded
   */
  record Known(
      Status status, OptionalInt progress, String message, Optional<ConversionResult> result)
      implements JobResponse {}
}
