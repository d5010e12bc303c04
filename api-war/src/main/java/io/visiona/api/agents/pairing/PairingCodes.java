package io.visiona.api.agents.pairing;

import io.visiona.api.agents.Agents;
import io.visiona.api.agents.IssuedToken;
import io.visiona.api.agents.RandomSecrets;
import io.visiona.api.http.Cursor;
import io.visiona.api.platform.quota.StorageQuota;
import io.visiona.shared.error.ErrorCode;
import io.visiona.shared.persistence.SecretHashes;
import io.visiona.shared.persistence.SecretHashes.Kind;
import io.visiona.shared.persistence.Transactions;
import jakarta.persistence.EntityManager;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;

/**
 * The pairing codes. An exchange is one transaction: the code is marked used and the agent and its
 * token are made together or not at all, so a token whose code could not be marked does not exist.
 * Thread-safe.
 */
public final class PairingCodes {
  /**
   * Codes a person may have waiting; each is a row, and nobody pairs a hundred agents at once by
   * hand.
   */
  static final int MOST_OPEN = 100;

  private static final StorageQuota OPEN =
      new StorageQuota(MOST_OPEN, "Too many pairing codes are waiting; use or delete some.");

  /** Used and expired codes are shown this long. */
  private static final Duration REMEMBERED = Duration.ofDays(1);

  private final Transactions transactions;
  private final Agents agents;
  private final SecretHashes hashes;
  private final RandomSecrets secrets;
  private final Duration lifetime;
  private final Clock clock;

  public PairingCodes(
      Transactions transactions,
      Agents agents,
      SecretHashes hashes,
      RandomSecrets secrets,
      Duration lifetime,
      Clock clock) {
    this.transactions = transactions;
    this.agents = agents;
    this.hashes = hashes;
    this.secrets = secrets;
    this.lifetime = lifetime;
    this.clock = clock;
  }

  /** Makes a code; throws {@link ErrorCode#CONFLICT} when the person has too many waiting. */
  public IssuedCode issue(String owner, String label, boolean allowProxy) {
    Instant now = now();
    Instant expiresAt = now.plus(lifetime);
    String code = secrets.code();
    UUID id =
        transactions.call(entities -> {
          forgetOld(entities, now);
          OPEN.require(entities, owner, counting -> open(counting, owner, now));
          PairingCodeEntity row =
              new PairingCodeEntity(
                  owner, label, allowProxy, hashes.of(Kind.PAIRING_CODE, code), now, expiresAt);
          entities.persist(row);
          return row.id();
        });
    return new IssuedCode(id, code, expiresAt);
  }

  /** At most {@code limit} codes behind {@code after}, the last made first. */
  public List<PairingCode> list(String owner, Cursor after, int limit) {
    return transactions.call(entities ->
        entities
            .createQuery(
                "SELECT c FROM PairingCodeEntity c WHERE c.owner = :owner"
                    + " AND (c.createdAt < :at OR (c.createdAt = :at AND c.id < :id))"
                    + " ORDER BY c.createdAt DESC, c.id DESC",
                PairingCodeEntity.class)
            .setParameter("owner", owner)
            .setParameter("at", after.at())
            .setParameter("id", after.id())
            .setMaxResults(limit)
            .getResultStream()
            .map(PairingCodeEntity::toCode)
            .toList());
  }

  /** The codes of some owners made within the last day, at most 500 owners at once. */
  public Map<String, List<PairingCode>> ofOwners(Set<String> owners) {
    return transactions.call(entities ->
        entities
            .createQuery(
                "SELECT c FROM PairingCodeEntity c WHERE c.owner IN :owners",
                PairingCodeEntity.class)
            .setParameter("owners", owners)
            .getResultStream()
            .collect(
                Collectors.groupingBy(
                    PairingCodeEntity::owner,
                    Collectors.mapping(PairingCodeEntity::toCode, Collectors.toList()))));
  }

  /** Deletes a code, used or not; false when the person has none of that id. */
  public boolean withdraw(String owner, UUID id) {
    return transactions.call(entities ->
        entities
                .createQuery(
                    "DELETE FROM PairingCodeEntity c WHERE c.id = :id AND c.owner = :owner")
                .setParameter("id", id)
                .setParameter("owner", owner)
                .executeUpdate()
            > 0);
  }

  /**
   * Presents a code. Of any number of simultaneous exchanges of one code exactly one is {@link
   * PairingOutcome.Paired}.
   */
  public PairingOutcome exchange(String code, String name, String platform) {
    String hash = hashes.of(Kind.PAIRING_CODE, code);
    Instant now = now();
    return transactions.call(entities -> {
      Optional<PairingCodeEntity> row =
          byHash(entities, hash).filter(found -> !found.isExpired(now));
      if (row.isEmpty()) {
        return new PairingOutcome.Refused();
      }
      if (!mark(entities, row.get().id(), now)) {
        return new PairingOutcome.AlreadyUsed();
      }
      IssuedToken issued = agents.add(entities, row.get().agent(name, platform));
      entities
          .createQuery("UPDATE PairingCodeEntity c SET c.agentId = :agent WHERE c.id = :id")
          .setParameter("agent", issued.agent().toString())
          .setParameter("id", row.get().id())
          .executeUpdate();
      return new PairingOutcome.Paired(row.get().owner(), issued);
    });
  }

  /**
   * The database's row lock makes simultaneous markers wait for each other; the later ones then
   * find the row used.
   */
  private static boolean mark(EntityManager entities, UUID id, Instant now) {
    return entities
            .createQuery(
                "UPDATE PairingCodeEntity c SET c.usedAt = :now WHERE c.id = :id AND c.usedAt IS NULL")
            .setParameter("now", now)
            .setParameter("id", id)
            .executeUpdate()
        == 1;
  }

  private static Optional<PairingCodeEntity> byHash(EntityManager entities, String hash) {
    return entities
        .createQuery(
            "SELECT c FROM PairingCodeEntity c WHERE c.codeHash = :hash", PairingCodeEntity.class)
        .setParameter("hash", hash)
        .getResultStream()
        .findFirst();
  }

  private static long open(EntityManager entities, String owner, Instant now) {
    return entities
        .createQuery(
            "SELECT COUNT(c) FROM PairingCodeEntity c"
                + " WHERE c.owner = :owner AND c.usedAt IS NULL AND c.expiresAt > :now",
            Long.class)
        .setParameter("owner", owner)
        .setParameter("now", now)
        .getSingleResult();
  }

  private static void forgetOld(EntityManager entities, Instant now) {
    entities
        .createQuery("DELETE FROM PairingCodeEntity c WHERE c.expiresAt < :old")
        .setParameter("old", now.minus(REMEMBERED))
        .executeUpdate();
  }

  /** Milliseconds: what every database keeps, so that a value read equals the one written. */
  private Instant now() {
    return clock.instant().truncatedTo(ChronoUnit.MILLIS);
  }
}
