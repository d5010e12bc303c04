package io.visiona.api.devices;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.visiona.api.agents.ClockSkew;
import io.visiona.api.forward.AgentCall;
import io.visiona.api.forward.Forwarding;
import io.visiona.shared.error.ApiException;
import io.visiona.shared.error.RequestId;
import io.visiona.shared.exchange.ResponseHead;
import io.visiona.shared.sessions.SessionSummary;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Compares the {@code Date} of an agent's {@code system/health} with the middle of the time the
 * question took. A {@code Date} has whole seconds, so the result is right to half a second.
 * Thread-safe.
 */
final class MeasuredClockSkew implements ClockSkew {
  private static final Duration LIMIT = Duration.ofSeconds(2);

  /** Whatever could not be measured is tried again then. */
  private static final Duration KEPT = Duration.ofMinutes(10);

  private static final long HALF_SECOND = 500;
  private static final int LARGEST = 100_000;

  private final Forwarding forwarding;
  private final InstantSource clock;
  private final Cache<Connection, Optional<Long>> known =
      Caffeine.newBuilder()
          .expireAfterWrite(KEPT)
          .maximumSize(LARGEST)
          .executor(Runnable::run)
          .build();

  MeasuredClockSkew(Forwarding forwarding, InstantSource clock) {
    this.forwarding = forwarding;
    this.clock = clock;
  }

  private record Connection(String agent, Instant since) {}

  @Override
  public @Nullable Long of(SessionSummary live) {
    Connection connection = new Connection(live.agentId(), live.connectedAt());
    return known.get(connection, this::measure).orElse(null);
  }

  private Optional<Long> measure(Connection connection) {
    AgentCall call =
        new AgentCall(
            forwarding,
            UUID.fromString(connection.agent()),
            "/api/system/health",
            RequestId.acceptOrCreate(null),
            LIMIT);
    try {
      long asked = clock.millis();
      Optional<Instant> theirs =
          call.run((exchange, head) -> {
            exchange.cancel();
            return date(head);
          });
      long ours = asked + (clock.millis() - asked) / 2;
      return theirs.map(date -> date.toEpochMilli() + HALF_SECOND - ours);
    } catch (ApiException unreachable) {
      return Optional.empty();
    } catch (InterruptedException stopping) {
      Thread.currentThread().interrupt();
      return Optional.empty();
    }
  }

  private static Optional<Instant> date(ResponseHead head) {
    try {
      return head.first("Date")
          .map(text -> ZonedDateTime.parse(text, DateTimeFormatter.RFC_1123_DATE_TIME).toInstant());
    } catch (DateTimeException notADate) {
      return Optional.empty();
    }
  }
}
