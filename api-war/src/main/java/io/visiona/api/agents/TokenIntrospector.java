package io.visiona.api.agents;

import io.visiona.shared.persistence.SecretHashes;
import io.visiona.shared.persistence.SecretHashes.Kind;
import io.visiona.shared.persistence.Transactions;
import jakarta.persistence.EntityManager;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.UUID;

/** Tells the relay whose a session token is. Thread-safe. */
public final class TokenIntrospector {
  /**
   * A reconnecting agent is asked about again and again; noting each time would be a write to each
   * connection attempt.
   */
  private static final Duration NOTE_EVERY = Duration.ofSeconds(10);

  private static final int LONGEST_TOKEN = 512;

  private final Transactions transactions;
  private final SecretHashes hashes;
  private final Clock clock;

  public TokenIntrospector(Transactions transactions, SecretHashes hashes, Clock clock) {
    this.transactions = transactions;
    this.hashes = hashes;
    this.clock = clock;
  }

  /**
   * The agent the token belongs to, empty when it is unknown or revoked. Notes that the agent was
   * seen.
   */
  public Optional<Known> of(String token) {
    if (token.isEmpty() || token.length() > LONGEST_TOKEN) {
      return Optional.empty();
    }
    String hash = hashes.of(Kind.SESSION_TOKEN, token);
    return transactions.call(entities -> {
      Optional<Known> known =
          entities
              .createQuery(
                  "SELECT a FROM AgentEntity a WHERE a.tokenHash = :hash", AgentEntity.class)
              .setParameter("hash", hash)
              .getResultStream()
              .findFirst()
              .map(row -> new Known(row.toAgent(), row.credentialVersion()));
      known.ifPresent(found -> noteSeen(entities, found.agent().id()));
      return known;
    });
  }

  /**
   * Whose a token is.
   *
   * @param credentialVersion which of the agent's tokens it is
   */
  public record Known(Agent agent, int credentialVersion) {}

  private void noteSeen(EntityManager entities, UUID agent) {
    Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
    entities
        .createQuery(
            "UPDATE AgentEntity a SET a.lastSeenAt = :now"
                + " WHERE a.id = :id AND (a.lastSeenAt IS NULL OR a.lastSeenAt < :due)")
        .setParameter("now", now)
        .setParameter("id", agent)
        .setParameter("due", now.minus(NOTE_EVERY))
        .executeUpdate();
  }
}
