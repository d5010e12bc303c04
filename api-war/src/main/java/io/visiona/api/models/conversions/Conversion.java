package io.visiona.api.models.conversions;

import io.visiona.api.models.converter.Chip;
import io.visiona.api.models.converter.ConversionResult;
import io.visiona.api.models.converter.Status;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A conversion as it is stored.
 *
 * @param id its id
 * @param owner subject of the person it belongs to
 * @param name what the person calls it
 * @param chip what it is for
 * @param status where it stands
 * @param progress 0 to 100
 * @param message for people, null when there is nothing to say
 * @param jobId the converter's id of it, null while the file is arriving
 * @param result the file that came of it, null unless it succeeded
 * @param objectKey where that file is on the file server, null until it was put there
 * @param modelId the model in the library, null until it was promoted
 * @param createdAt when its file began to arrive
 * @param updatedAt when its status, progress, message or model last changed
 */
public record Conversion(
    UUID id,
    String owner,
    String name,
    Chip chip,
    Status status,
    int progress,
    @Nullable String message,
    @Nullable String jobId,
    @Nullable ConversionResult result,
    @Nullable String objectKey,
    @Nullable UUID modelId,
    Instant createdAt,
    Instant updatedAt) {

  /** Never prints whose it is, nor where its file is: records end up in log lines. */
  @Override
  public String toString() {
    return "Conversion[" + id + ", " + status + "]";
  }
}
