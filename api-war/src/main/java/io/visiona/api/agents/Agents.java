package io.visiona.api.agents;

import io.visiona.api.http.Cursor;
import io.visiona.shared.persistence.SecretHashes;
import io.visiona.shared.persistence.SecretHashes.Kind;
import io.visiona.shared.persistence.Transactions;
import jakarta.persistence.EntityManager;
import jakarta.persistence.LockModeType;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * The stored agents. Every question names the owner; another person's agent is as absent as one that never was. Thread-safe.
 */
public final class Agents {
  private final Transactions transactions;
  private final SecretHashes hashes;
  private final RandomSecrets secrets;
  private final Clock clock;

  public Agents(Transactions transactions, SecretHashes hashes, RandomSecrets secrets, Clock clock) {
    this.transactions = transactions;
    this.hashes = hashes;
    this.secrets = secrets;
    this.clock = clock;
  }

  /** Adds an agent within the caller's transaction, so that it and its token exist only if that commits. */
  public IssuedToken add(EntityManager entities, NewAgent agent) {
    String token = secrets.token();
    UUID id = UUID.randomUUID();
    entities.persist(new AgentEntity(id, agent, hashes.of(Kind.SESSION_TOKEN, token), now()));
    return new IssuedToken(id, token);
  }

  /** At most {@code limit} agents behind {@code after}, the last paired first. */
  public List<Agent> list(String owner, Cursor after, int limit) {
    return transactions.call(
        entities ->
            entities
                .createQuery(
                    "SELECT a FROM AgentEntity a WHERE a.owner = :owner"
                        + " AND (a.pairedAt < :at OR (a.pairedAt = :at AND a.id < :id))"
                        + " ORDER BY a.pairedAt DESC, a.id DESC",
                    AgentEntity.class)
                .setParameter("owner", owner)
                .setParameter("at", after.at())
                .setParameter("id", after.id())
                .setMaxResults(limit)
                .getResultStream()
                .map(AgentEntity::toAgent)
                .toList());
  }

  /** One agent of that owner. */
  public Optional<Agent> find(String owner, UUID agent) {
    return transactions.call(entities -> owned(entities, owner, agent, LockModeType.NONE).map(AgentEntity::toAgent));
  }

  /** Changes one agent and gives it back as it is then. */
  public Optional<Agent> change(String owner, UUID agent, AgentChange change) {
    return transactions.call(
        entities -> {
          Optional<AgentEntity> row = owned(entities, owner, agent, LockModeType.PESSIMISTIC_WRITE);
          row.ifPresent(found -> found.apply(change));
          return row.map(AgentEntity::toAgent);
        });
  }

  /** Deletes one agent, and with it its token; its tunnel is to be closed. */
  public Optional<TunnelClosure> revoke(String owner, UUID agent) {
    return transactions.call(
        entities ->
            owned(entities, owner, agent, LockModeType.PESSIMISTIC_WRITE)
                .map(
                    row -> {
                      entities.remove(row);
                      return closure(entities, agent);
                    }));
  }

  /** Replaces one agent's token; the tunnel made with the old one is to be closed. */
  public Optional<RenewedToken> renewToken(String owner, UUID agent) {
    return transactions.call(
        entities ->
            owned(entities, owner, agent, LockModeType.PESSIMISTIC_WRITE)
                .map(
                    row -> {
                      String token = secrets.token();
                      row.replaceToken(hashes.of(Kind.SESSION_TOKEN, token), now());
                      return new RenewedToken(new IssuedToken(agent, token), closure(entities, agent));
                    }));
  }

  /** What {@link #renewToken} made. */
  public record RenewedToken(IssuedToken issued, TunnelClosure closure) {}

  private TunnelClosure closure(EntityManager entities, UUID agent) {
    TunnelClosureEntity row = new TunnelClosureEntity(agent, now());
    entities.persist(row);
    return row.toClosure();
  }

  private static Optional<AgentEntity> owned(EntityManager entities, String owner, UUID agent, LockModeType lock) {
    return entities
        .createQuery("SELECT a FROM AgentEntity a WHERE a.id = :id AND a.owner = :owner", AgentEntity.class)
        .setParameter("id", agent)
        .setParameter("owner", owner)
        .setLockMode(lock)
        .getResultStream()
        .findFirst();
  }

  /** Milliseconds: what every database keeps, so that a value read equals the one written. */
  private Instant now() {
    return clock.instant().truncatedTo(ChronoUnit.MILLIS);
  }
}
