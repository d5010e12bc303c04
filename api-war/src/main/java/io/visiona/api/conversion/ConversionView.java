package io.visiona.api.conversion;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What clients see of a {@link Conversion}; the keys of files are not for them. */
public record ConversionView(
    UUID id,
    String name,
    Chip targetChip,
    String status,
    int progress,
    @Nullable String message,
    @Nullable UUID modelId,
    Instant createdAt,
    Instant updatedAt) {

  static ConversionView of(Conversion conversion) {
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
