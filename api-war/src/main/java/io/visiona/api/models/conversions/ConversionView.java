package io.visiona.api.models.conversions;

import io.visiona.api.models.converter.Chip;
import java.time.Instant;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** What clients see of a {@link Conversion}; the keys of files are not for them. */
@Schema(name = "Conversion")
public record ConversionView(
    UUID id,
    String name,
    Chip targetChip,
    @Schema(
            description = "The last three are final.",
            enumeration = {"queued", "running", "succeeded", "failed", "cancelled"})
        String status,
    @Schema(minimum = "0", maximum = "100") int progress,
    @Schema(description = "For people.") @Nullable String message,
    @Schema(description = "The model it became when it was promoted.") @Nullable UUID modelId,
    Instant createdAt,
    @Schema(description = "When status, progress, message or model last changed.")
        Instant updatedAt) {

  /** Of a conversion of the caller's own. */
  public static ConversionView of(Conversion conversion) {
    return new ConversionView(
        conversion.id(),
        conversion.name(),
        conversion.chip(),
        conversion.status().tag(),
        conversion.progress(),
        conversion.message(),
        conversion.modelId(),
        conversion.createdAt(),
        conversion.updatedAt());
  }
}
