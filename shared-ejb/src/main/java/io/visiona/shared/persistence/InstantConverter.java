package io.visiona.shared.persistence;

import jakarta.persistence.AttributeConverter;
import jakarta.persistence.Converter;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import org.jspecify.annotations.Nullable;

/**
 * Keeps instants in columns of type TIMESTAMP WITH TIME ZONE; Jakarta Persistence 3.1 knows the
 * offset type only.
 */
@Converter
public class InstantConverter
    implements AttributeConverter<@Nullable Instant, @Nullable OffsetDateTime> {

  @Override
  public @Nullable OffsetDateTime convertToDatabaseColumn(@Nullable Instant instant) {
    return instant == null ? null : instant.atOffset(ZoneOffset.UTC);
  }

  @Override
  public @Nullable Instant convertToEntityAttribute(@Nullable OffsetDateTime column) {
    return column == null ? null : column.toInstant();
  }
}
