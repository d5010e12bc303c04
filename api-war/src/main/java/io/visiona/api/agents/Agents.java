package io.visiona.api.agents;

import io.visiona.api.http.Cursor;
import io.visiona.api.platform.quota.StorageQuota;
import io.visiona.api.platform.streams.Permissions.AgentPermission;
import io.visiona.shared.persistence.SecretHashes;
import io.visiona.shared.persistence.SecretHashes.Kind;
import io.visiona.shared.persistence.Transactions;
import jakarta.persistence.EntityManager;
import jakarta.persistence.LockModeType;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * The stored agents. Every question names the owner; another person's agent is as absent as one
 * that never was. Thread-safe.
 */
public final class Agents {
  static final int MOST_IDS = 500;

  private final Transactions transactions;
  private final SecretHashes hashes;
  private final RandomSecrets secrets;
  private final Clock clock;
  private final StorageQuota quota;

  /**
   * The agents of a database.
   *
   * @param quota how many a person may have
   */
  public Agents(
      Transactions transactions,
      SecretHashes hashes,
      RandomSecrets secrets,
      Clock clock,
      StorageQuota quota) {
    this.quota = quota;
    this.transactions = transactions;
    this.hashes = hashes;
    this.secrets = secrets;
    this.clock = clock;
  }

  /**
   * Adds an agent within the caller's transaction, so that it and its token exist only if that
   * commits. Throws {@code conflict} when the person has as many as they may.
   */
  public IssuedToken add(EntityManager entities, NewAgent agent) {
    quota.require(entities, agent.owner(), counting -> count(counting, agent.owner()));
    String token = secrets.token();
    UUID id = UUID.randomUUID();
    String hash = hashes.of(Kind.SESSION_TOKEN, token);
    entities.persist(new AgentEntity(id, agent, hash, secrets.pageName(), now()));
    return new IssuedToken(id, token);
  }

  private static long count(EntityManager entities, String owner) {
    return entities
        .createQuery("SELECT COUNT(a) FROM AgentEntity a WHERE a.owner = :owner", Long.class)
        .setParameter("owner", owner)
        .getSingleResult();
  }

  /** At most {@code limit} agents behind {@code after}, the last paired first. */
  public List<Agent> list(String owner, Cursor after, int limit) {
    return transactions.call(entities ->
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

  /** All agents of an owner, the last paired first. */
  public List<Agent> all(String owner) {
    return ofOwners(Set.of(owner));
  }

  /** All agents of some owners, at most 500 of them at once. */
  public List<Agent> ofOwners(Set<String> owners) {
    return transactions.call(entities ->
        entities
            .createQuery(
                "SELECT a FROM AgentEntity a WHERE a.owner IN :owners"
                    + " ORDER BY a.pairedAt DESC, a.id DESC",
                AgentEntity.class)
            .setParameter("owners", owners)
            .getResultStream()
            .map(AgentEntity::toAgent)
            .toList());
  }

  /** Notes how many devices an agent has just said it has. */
  public void noteDevices(UUID agent, int devices) {
    transactions.call(entities ->
        entities
            .createQuery(
                "UPDATE AgentEntity a SET a.devices = :devices"
                    + " WHERE a.id = :id AND (a.devices IS NULL OR a.devices <> :devices)")
            .setParameter("devices", devices)
            .setParameter("id", agent)
            .executeUpdate());
  }

  /**
   * Notes that agents were heard of, unless that is noted for a later time. At most 500 at once.
   */
  public void noteSeen(Collection<UUID> seen, Instant at) {
    Instant time = at.truncatedTo(ChronoUnit.MILLIS);
    transactions.call(entities ->
        entities
            .createQuery(
                "UPDATE AgentEntity a SET a.lastSeenAt = :at"
                    + " WHERE a.id IN :ids AND (a.lastSeenAt IS NULL OR a.lastSeenAt < :at)")
            .setParameter("at", time)
            .setParameter("ids", seen)
            .executeUpdate());
  }

  /** Whose some agents are and what they allow; any number of them. */
  public Map<UUID, AgentPermission> permissions(Collection<UUID> agents) {
    List<UUID> all = List.copyOf(agents);
    Map<UUID, AgentPermission> found = new HashMap<>();
    for (int from = 0; from < all.size(); from += MOST_IDS) {
      List<UUID> some = all.subList(from, Math.min(from + MOST_IDS, all.size()));
      transactions
          .call(entities ->
              entities
                  .createQuery("SELECT a FROM AgentEntity a WHERE a.id IN :ids", AgentEntity.class)
                  .setParameter("ids", some)
                  .getResultStream()
                  .map(AgentEntity::toAgent)
                  .toList())
          .forEach(agent -> found.put(agent.id(), permission(agent)));
    }
    return found;
  }

  /** What an agent allows. */
  public static AgentPermission permission(Agent agent) {
    return new AgentPermission(
        agent.owner(),
        agent.allowProxy(),
        agent.pageName() == null ? "" : agent.pageName(),
        Set.copyOf(agent.allowPages()));
  }

  /** The agent whose pages have that name. */
  static Optional<Agent> byPageName(EntityManager entities, String name) {
    return entities
        .createQuery("SELECT a FROM AgentEntity a WHERE a.pageName = :name", AgentEntity.class)
        .setParameter("name", name)
        .getResultStream()
        .findFirst()
        .map(AgentEntity::toAgent);
  }

  /** Gives the pages of one agent a new name, whether they had one or not. */
  public Optional<Agent> renamePages(String owner, UUID agent) {
    return transactions.call(entities -> {
      Optional<AgentEntity> row = owned(entities, owner, agent, LockModeType.PESSIMISTIC_WRITE);
      row.ifPresent(found -> found.renamePages(secrets.pageName()));
      return row.map(AgentEntity::toAgent);
    });
  }

  /**
   * Gives names to the pages of agents that an earlier version has paired; returns how many those
   * were, {@link #MOST_IDS} at most.
   */
  int namePages() {
    return transactions.call(entities -> {
      // Not locked while they are looked for, which H2 refuses beside a limit: of two servers that
      // start at once, the first one's name stays.
      List<UUID> nameless =
          entities
              .createQuery("SELECT a.id FROM AgentEntity a WHERE a.pageName IS NULL", UUID.class)
              .setMaxResults(MOST_IDS)
              .getResultList();
      return nameless.stream().mapToInt(id -> namePages(entities, id)).sum();
    });
  }

  private int namePages(EntityManager entities, UUID agent) {
    return entities
        .createQuery(
            "UPDATE AgentEntity a SET a.pageName = :name WHERE a.id = :id AND a.pageName IS NULL")
        .setParameter("name", secrets.pageName())
        .setParameter("id", agent)
        .executeUpdate();
  }

  /**
   * The agent, with a name for its pages: one that a server of an earlier version pairs while this
   * one runs has none until it is needed.
   */
  public Optional<Agent> withPageName(String owner, UUID agent) {
    return transactions.call(entities -> {
      Optional<AgentEntity> row = owned(entities, owner, agent, LockModeType.PESSIMISTIC_WRITE);
      row.filter(found -> found.toAgent().pageName() == null)
          .ifPresent(found -> found.renamePages(secrets.pageName()));
      return row.map(AgentEntity::toAgent);
    });
  }

  /** One agent of that owner. */
  public Optional<Agent> find(String owner, UUID agent) {
    return transactions.call(
        entities -> owned(entities, owner, agent, LockModeType.NONE).map(AgentEntity::toAgent));
  }

  /** Changes one agent and gives it back as it is then. */
  public Optional<Agent> change(String owner, UUID agent, AgentChange change) {
    return transactions.call(entities -> {
      Optional<AgentEntity> row = owned(entities, owner, agent, LockModeType.PESSIMISTIC_WRITE);
      row.ifPresent(found -> found.apply(change));
      return row.map(AgentEntity::toAgent);
    });
  }

  /** Deletes one agent, and with it its token; its tunnel is to be closed. */
  public Optional<TunnelClosure> revoke(String owner, UUID agent) {
    return transactions.call(entities ->
        owned(entities, owner, agent, LockModeType.PESSIMISTIC_WRITE)
            .map(row -> {
              entities.remove(row);
              return closure(entities, agent, row.credentialVersion() + 1);
            }));
  }

  /** Replaces one agent's token; the tunnel made with the old one is to be closed. */
  public Optional<RenewedToken> renewToken(String owner, UUID agent) {
    return transactions.call(entities ->
        owned(entities, owner, agent, LockModeType.PESSIMISTIC_WRITE)
            .map(row -> {
              String token = secrets.token();
              row.replaceToken(hashes.of(Kind.SESSION_TOKEN, token), now());
              return new RenewedToken(
                  new IssuedToken(agent, token), closure(entities, agent, row.credentialVersion()));
            }));
  }

  /** What {@link #renewToken} made. */
  public record RenewedToken(IssuedToken issued, TunnelClosure closure) {}

  private TunnelClosure closure(EntityManager entities, UUID agent, int leastVersion) {
    return ClosureList.add(entities, new TunnelClosureEntity(agent, now(), leastVersion));
  }

  private static Optional<AgentEntity> owned(
      EntityManager entities, String owner, UUID agent, LockModeType lock) {
    return entities
        .createQuery(
            "SELECT a FROM AgentEntity a WHERE a.id = :id AND a.owner = :owner", AgentEntity.class)
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
