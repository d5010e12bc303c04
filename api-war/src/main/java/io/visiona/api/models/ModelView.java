package io.visiona.api.models;

import java.time.Instant;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * A model as its owner sees it. Where the file server has it is nobody's business but ours.
 *
 * @param id its id
 * @param name what its owner calls it
 * @param source {@code converted} or {@code uploaded}
 * @param chip what it runs on
 * @param size of the file, in bytes
 * @param sha256 of the file
 * @param createdAt when it came into the library
 * @param updatedAt when it was last changed
 */
@Schema(name = "Model")
public record ModelView(
    UUID id,
    String name,
    @Schema(enumeration = {"converted", "uploaded"}) String source,
    @Schema(description = "What it runs on.") String chip,
    @Schema(description = "Bytes of the file.") long size,
    @Schema(description = "Of the file, in lower-case hexadecimal digits.") String sha256,
    Instant createdAt,
    Instant updatedAt) {

  /** Of a model of the caller's own. */
  public static ModelView of(Model model) {
    return new ModelView(
        model.id(),
        model.name(),
        model.source().text(),
        model.chip(),
        model.size(),
        model.sha256(),
        model.createdAt(),
        model.updatedAt());
  }
}
