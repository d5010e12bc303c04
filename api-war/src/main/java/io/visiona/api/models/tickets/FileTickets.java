package io.visiona.api.models.tickets;

import io.visiona.api.agents.RandomSecrets;
import io.visiona.api.models.Model;
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

/**
 * Tickets of 256 random bits, each for one agent and one file, good for five minutes and any number
 * of reads, so that a broken download can go on. Every API server knows them. Thread-safe.
 */
public final class FileTickets {
  static final Duration LIFETIME = Duration.ofMinutes(5);
  private static final int LENGTH = 64;

  private final Transactions transactions;
  private final SecretHashes hashes;
  private final RandomSecrets secrets;
  private final Clock clock;

  public FileTickets(
      Transactions transactions, SecretHashes hashes, RandomSecrets secrets, Clock clock) {
    this.transactions = transactions;
    this.hashes = hashes;
    this.secrets = secrets;
    this.clock = clock;
  }

  /**
   * A new ticket.
   *
   * @param ticket the secret, shown once
   * @param expiresAt its end
   */
  public record Issued(String ticket, Instant expiresAt) {
    @Override
    public String toString() {
      return "Issued[ticket=***, expiresAt=" + expiresAt + "]";
    }
  }

  /** Makes one, and forgets those that have expired. */
  public Issued issue(UUID agent, Model model) {
    String ticket = secrets.token();
    Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
    Instant end = now.plus(LIFETIME);
    return transactions.call(entities -> {
      entities
          .createQuery("DELETE FROM FileTicketEntity t WHERE t.expiresAt < :now")
          .setParameter("now", now)
          .executeUpdate();
      entities.persist(
          new FileTicketEntity(hashes.of(Kind.MODEL_TICKET, ticket), agent, model.id(), end));
      return new Issued(ticket, end);
    });
  }

  /** Whether a ticket opens the file of a model, now, for an agent that is still paired. */
  public boolean open(String ticket, UUID model) {
    if (ticket.length() != LENGTH) {
      return false;
    }
    String hash = hashes.of(Kind.MODEL_TICKET, ticket);
    return transactions.call(entities ->
        Optional.ofNullable(entities.find(FileTicketEntity.class, hash))
            .filter(found -> found.allows(model, clock.instant()))
            .filter(found -> isPaired(entities, found.agent()))
            .isPresent());
  }

  private static boolean isPaired(EntityManager entities, UUID agent) {
    return entities
            .createQuery("SELECT COUNT(a) FROM AgentEntity a WHERE a.id = :id", Long.class)
            .setParameter("id", agent)
            .getSingleResult()
        > 0;
  }
}
