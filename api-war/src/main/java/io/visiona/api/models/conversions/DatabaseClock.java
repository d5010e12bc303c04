package io.visiona.api.models.conversions;

import jakarta.persistence.EntityManager;
import java.sql.Timestamp;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;

/**
 * The time by which leases are taken. Servers' clocks differ, and a server whose clock is ahead
 * would take what another still holds; the database they share has one clock.
 */
@FunctionalInterface
interface DatabaseClock {

  /** The database's own time. */
  DatabaseClock DATABASE =
      entities -> {
        Object now = entities.createNativeQuery("SELECT CURRENT_TIMESTAMP").getSingleResult();
        return switch (now) {
          case OffsetDateTime time -> time.toInstant();
          case Timestamp time -> time.toInstant();
          default ->
              throw new IllegalStateException(
                  "the database tells the time as " + now.getClass().getName());
        };
      };

  /** Now, as the transaction's database has it. */
  Instant read(EntityManager entities);

  /** In milliseconds: what every database keeps, so that a value read equals the one written. */
  default Instant now(EntityManager entities) {
    return read(entities).truncatedTo(ChronoUnit.MILLIS);
  }
}
