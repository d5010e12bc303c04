package io.visiona.api.models;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A model as it is stored.
 *
 * @param id its id
 * @param owner subject of the person it belongs to
 * @param name what its owner calls it
 * @param source where it came from
 * @param chip what it runs on
 * @param size of the file, in bytes
 * @param sha256 of the file, 64 lower-case hexadecimal digits
 * @param objectKey of a converted one, where the file server has it; never to be shown or logged
 * @param createdAt when it came into the library
 * @param updatedAt when it was last changed
 */
public record Model(
    UUID id,
    String owner,
    String name,
    Source source,
    String chip,
    long size,
    String sha256,
    @Nullable String objectKey,
    Instant createdAt,
    Instant updatedAt) {

  /** Prints neither person nor object. */
  @Override
  public String toString() {
    return "Model[" + id + "]";
  }
}
